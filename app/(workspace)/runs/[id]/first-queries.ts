import "server-only";
import type { inferParserType } from "nuqs/server";
import { type Ask, ask, askObject, askPages, trpc } from "@/app/first-data";
import { openPart, partsOf } from "@/components/runs/parts";
import {
  artifactsQuery,
  firstChildrenQuery,
  hasLog,
  jobsQuery,
  lastTwentyQuery,
  logQuery,
  openJob,
  runQuery,
} from "@/components/runs/queries";
import type { runParams } from "@/components/runs/search-params";
import { traceQuery } from "@/components/trace/queries";

/** What the page of a run asks first: the trace, the run, and what its open tab shows. */
export const firstQueries = (id: string, at: inferParserType<typeof runParams>): Ask[] => [
  ask(traceQuery(trpc, `run:${id}`)),
  askObject(runQuery(trpc, id), (run) => {
    const part = openPart(partsOf(run), at.tab)?.id;
    const first = [ask(lastTwentyQuery(trpc, [run]))];
    if (run.children > 0) first.push(ask(firstChildrenQuery(trpc, id)));
    if (part === "artifacts") return [...first, askPages(artifactsQuery(trpc, id))];
    if (part !== "jobs") return first;
    return [
      ...first,
      ask(jobsQuery(trpc, id), ({ items }) => {
        const job = openJob(run, items, at.job);
        // A log is read from the system that ran the job, which may take its time.
        return job && hasLog(job) ? [{ ...ask(logQuery(trpc, id, job)), later: true }] : [];
      }),
    ];
  }),
];
