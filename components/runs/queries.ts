import { keepPreviousData } from "@tanstack/react-query";
import type { inferParserType } from "nuqs/server";
import { metricsNamed } from "@/components/metrics/metrics-named";
import type { Trpc } from "@/components/shell/trpc";
import {
  added,
  type ColumnLayout,
  type ColumnPlan,
  layoutOf,
  metricColumn,
  namesIn,
} from "@/components/ui/column-layout";
import type { Facets, Job, Run, RunDetail } from "@/server/runs/schema";
import type { runsParams } from "./search-params";

export const ranges = ["1d", "4d", "14d", "30d", "90d", "all"] as const;
export type Range = (typeof ranges)[number];
export type RunsAt = inferParserType<typeof runsParams>;
export type Narrowed = ReturnType<typeof narrowedBy>;

/** The range of the address; null where it names a stretch of its own. */
export const rangeOf = ({ range, from, to }: RunsAt): Range | null =>
  ranges.find((each) => each === range) ?? (from || to ? null : "all");

/** Where a range begins, rounded to minutes: the same question within a minute is the same query. */
function startOf(range: Range | null, now: number): string | undefined {
  if (range === null || range === "all") return undefined;
  const start = now - Number.parseInt(range, 10) * 86_400_000;
  return new Date(Math.floor(start / 60_000) * 60_000).toISOString();
}

/** What narrows the list, in the words of the API. */
export const narrowedBy = (at: RunsAt, now: number, project?: string) => ({
  project,
  kind: at.kind ?? undefined,
  status: at.status ?? undefined,
  branch: at.branch ?? undefined,
  pipeline: at.pipeline ?? undefined,
  commit: at.commit ?? undefined,
  filter: at.filter || undefined,
  q: at.q || undefined,
  from: at.from ?? startOf(rangeOf(at), now),
  to: at.to ?? undefined,
});

export const facetsQuery = (trpc: Trpc, project?: string) => trpc.runs.facets.queryOptions({ project });

export const histogramQuery = (trpc: Trpc, narrowed: Narrowed) =>
  trpc.runs.histogram.queryOptions(narrowed, { placeholderData: keepPreviousData });

export const countsQuery = (trpc: Trpc, narrowed: Narrowed) =>
  trpc.runs.counts.queryOptions(narrowed, { placeholderData: keepPreviousData });

/**
 * The columns that the list can show. Usually it shows the metrics that the order or the filter names, else the one
 * that is logged most.
 */
export function runColumnPlan({ sort, filter }: RunsAt, facets: Facets | undefined): ColumnPlan {
  const named = metricsNamed(sort, filter);
  const most = facets?.metrics.find((metric) => metric.better === "higher") ?? facets?.metrics[0];
  const metrics = named.length === 0 && most ? [most.name] : named;
  return {
    order: ["pipeline", "kind", "commit", "by", "durationMs", added, "last", "startedAt"],
    fixed: ["pipeline"],
    usual: [
      "pipeline",
      "kind",
      "commit",
      "by",
      "durationMs",
      ...metrics.map(metricColumn),
      "last",
      "startedAt",
    ],
    pinned: ["pipeline"],
  };
}

export const runsLayout = (at: RunsAt, facets: Facets | undefined): ColumnLayout =>
  layoutOf(at, runColumnPlan(at, facets));

/** Runs with the metrics and params that have a column. */
export function runsQuery(trpc: Trpc, narrowed: Narrowed, sort: string, layout: ColumnLayout) {
  const { metrics, params } = namesIn(layout.shown);
  const line = (names: string[]) => names.toSorted().join(",") || undefined;
  return trpc.runs.list.infiniteQueryOptions(
    { ...narrowed, sort, metrics: line(metrics), params: line(params), limit: 100 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
  );
}

/** The last runs of the pipelines that are listed. */
export function lastTwentyQuery(trpc: Trpc, runs: readonly Run[]) {
  const pipelines = [...new Set(runs.map((run) => run.pipeline.id))].sort().slice(0, 200);
  return trpc.runs.lastTwenty.queryOptions(
    { pipelines },
    { enabled: pipelines.length > 0, placeholderData: keepPreviousData },
  );
}

export const runQuery = (trpc: Trpc, id: string) => trpc.runs.get.queryOptions({ id });

export const jobsQuery = (trpc: Trpc, id: string) => trpc.runs.jobs.queryOptions({ id });

/** A log that grows is asked for again this often. */
const growingMs = 3000;

/** Whether a job has begun, and so has a log. */
export const hasLog = (job: Job) =>
  job.status !== "queued" && job.status !== "skipped" && job.startedAt !== null;

export const logQuery = (trpc: Trpc, run: string, job: Job) =>
  trpc.runs.log.queryOptions(
    { id: run, job: job.id },
    { enabled: hasLog(job), refetchInterval: job.status === "running" ? growingMs : false },
  );

export const artifactsQuery = (trpc: Trpc, id: string) =>
  trpc.runs.artifacts.infiniteQueryOptions(
    { id, limit: 200 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );

/** The job whose log is open: the one the address names, else the failed, the running, the last begun. */
export const openJob = (run: RunDetail, jobs: readonly Job[], named: string | null): Job | undefined =>
  jobs.find((job) => job.id === named) ??
  jobs.find((job) => job.id === run.failedJob?.id) ??
  jobs.find((job) => job.status === "running") ??
  jobs.findLast((job) => job.startedAt !== null);
