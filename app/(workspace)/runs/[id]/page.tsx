import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { readAddress, type WithSearch } from "@/app/address";
import { ask, askPages, FirstData, trpc } from "@/app/first-data";
import { openPart, partsOf } from "@/components/runs/parts";
import { artifactsQuery, hasLog, jobsQuery, logQuery, openJob, runQuery } from "@/components/runs/queries";
import { RunPage } from "@/components/runs/run-page";
import { runParams } from "@/components/runs/search-params";
import { paths } from "@/components/shell/paths";
import { traceQuery } from "@/components/trace/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Run" };

export default async function Page(props: WithSearch & { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  if (!/^[1-9]\d{0,17}$/.test(id)) notFound();
  await requireSession(paths.run(id));
  const at = await readAddress(runParams, props);
  const asks = [
    ask(traceQuery(trpc, `run:${id}`)),
    ask(runQuery(trpc, id), (run) => {
      const part = openPart(partsOf(run), at.tab)?.id;
      if (part === "artifacts") return [askPages(artifactsQuery(trpc, id))];
      if (part !== "jobs") return [];
      return [
        ask(jobsQuery(trpc, id), ({ items }) => {
          const job = openJob(run, items, at.job);
          // A log is read from the system that ran the job, which may take its time.
          return job && hasLog(job) ? [{ ...ask(logQuery(trpc, id, job)), later: true }] : [];
        }),
      ];
    }),
  ];
  return (
    <FirstData asks={asks}>
      <RunPage id={id} />
    </FirstData>
  );
}
