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

/**
 * Whether the list shows children under their parents. Unless it is said, it does while it shows runs in order of time
 * and nothing but their kind and their pipeline narrows it: what is searched for or sorted by may be a child's own.
 */
export function foldsChildren(at: RunsAt): boolean {
  if (at.nested !== null) return at.nested === "folded";
  const { status, branch, commit, latest, filter, q, range, from, to } = at;
  const narrowed = [status, branch, commit, latest, filter, q, range, from, to].some(Boolean);
  return !narrowed && /^-?startedAt$/.test(at.sort);
}

/** The run whose children are listed; null where the address names none. */
export const parentIn = ({ parent }: RunsAt): string | null =>
  parent !== null && /^[1-9]\d{0,17}$/.test(parent) ? parent : null;

/** What narrows the list, in the words of the API. */
export const narrowedBy = (at: RunsAt, now: number, project?: string) => ({
  project,
  kind: at.kind ?? undefined,
  status: at.status ?? undefined,
  branch: at.branch ?? undefined,
  pipeline: at.pipeline ?? undefined,
  commit: at.commit ?? undefined,
  parent: parentIn(at) ?? (foldsChildren(at) ? "none" : undefined),
  latest: at.latest ?? undefined,
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

/** The metrics and params that have a column, as the API takes them. */
function sentAlong(layout: ColumnLayout) {
  const { metrics, params } = namesIn(layout.shown);
  const line = (names: string[]) => names.toSorted().join(",") || undefined;
  return { metrics: line(metrics), params: line(params) };
}

/** Runs with the metrics and params that have a column. */
export const runsQuery = (trpc: Trpc, narrowed: Narrowed, sort: string, layout: ColumnLayout) =>
  trpc.runs.list.infiniteQueryOptions(
    { ...narrowed, sort, ...sentAlong(layout), limit: 100 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
  );

/** How many children are shown under their parent. The rest are in a list of their own. */
export const mostChildren = 100;

/** The children of a run in the order of the list. */
export const childrenQuery = (trpc: Trpc, parent: string, sort: string, layout: ColumnLayout) =>
  trpc.runs.list.queryOptions({ parent, sort, ...sentAlong(layout), limit: mostChildren });

/** The first children of a run, for its page. */
export const firstChildrenQuery = (trpc: Trpc, parent: string) =>
  trpc.runs.list.queryOptions({ parent, sort: "startedAt", limit: 5 });

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
