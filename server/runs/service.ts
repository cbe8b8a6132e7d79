import "server-only";
import { z } from "zod";
import { projectsWith, requireRightOn } from "@/server/access/access";
import { BackendError } from "@/server/backends/errors";
import { openConnection } from "@/server/connections/service";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { keysetPage, type Page } from "@/server/foundation/paging";
import type { Histogram } from "@/server/foundation/shapes";
import { id } from "@/server/foundation/shapes";
import * as detail from "./detail";
import { jobAddress, jobsOf } from "./jobs";
import { countLive, countMatching } from "./list/count";
import { queryOf } from "./list/keys";
import { findPage } from "./list/page";
import { rowsOf } from "./list/rows";
import { readLog } from "./log";
import type {
  artifactPage,
  Facets,
  histogramInput,
  Job,
  JobLog,
  ListRuns,
  lastTwentyOutput,
  listArtifacts,
  Run,
  RunCounts,
  RunDetail,
  RunFilter,
} from "./schema";
import type { Sort } from "./sort";
import { facetsOf, histogramOf, lastTwentyOf } from "./summaries";

/** Where a page ended: the order it belongs to, the stretch of it (list/segments.ts), the last key and run. */
const cursorOf = (order: string, sort: Sort) =>
  z
    .object({ s: z.literal(order), g: z.number().int().min(0).max(2), k: z.string().max(40).nullable(), id })
    .refine(
      ({ g, k }) => k === null || (sort.by === "metric" && g < 2 ? isFloat(k) : /^-?\d{1,15}$/.test(k)),
    );

const isFloat = (text: string) =>
  /^-?Infinity$/.test(text) || (/^-?\d+(\.\d+)?(e[-+]?\d+)?$/.test(text) && Number.isFinite(Number(text)));

/** Runs of one project, or of all the reader may see, in any order, narrowed down. */
export async function list(ctx: Ctx, input: ListRuns): Promise<Page<Run>> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  const { sort } = input;
  const order = JSON.stringify(sort);
  const query = await queryOf(ctx.db, scopes, input, sort, shownNames(input));
  const page = await keysetPage(
    input,
    cursorOf(order, sort),
    (from, limit) => {
      const after = from && { segment: from.g, k: from.k, id: from.id };
      return findPage(ctx.db, query, sort, { after, limit });
    },
    ({ segment, k, id }) => ({ s: order, g: segment, k, id }),
  );
  const ids = page.items.map(({ id }) => id);
  return { ...page, items: await rowsOf(ctx.db, ids, query.keys) };
}

/** At most this many metrics, and as many params, beside those of the filter and the sort. */
const mostShown = 20;

function shownNames({ metrics = "", params = "" }: ListRuns) {
  const split = (names: string) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean)
      .slice(0, mostShown);
  return { metrics: split(metrics), params: split(params) };
}

/** How many runs a filter leaves, how many there are, and how many are not over; counting stops at a bound. */
export async function counts(ctx: Ctx, input: RunFilter): Promise<RunCounts> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  const projects = scopes.map((scope) => scope.projectId);
  const query = await queryOf(ctx.db, scopes, input);
  const everything = { projects, filter: {}, keys: query.keys };
  const parts = { ...query, filter: { ...query.filter, parent: "any" as const } };
  const [matching, nested, all, live] = await Promise.all([
    countMatching(ctx.db, query),
    countMatching(ctx.db, parts),
    countMatching(ctx.db, everything),
    countLive(ctx.db, projects),
  ]);
  return { matching, nested, all, live };
}

const runRight = (ctx: Ctx, id: string) =>
  requireRightOn(ctx, "runs.read", (db) => detail.projectOf(db, id), `run ${id}`);

/** A run with everything it holds and what stands around it. */
export async function get(ctx: Ctx, input: { id: string }): Promise<RunDetail> {
  const scope = await runRight(ctx, input.id);
  const found = await detail.detailOf(ctx.db, scope, input.id);
  if (!found) throw new Refusal("NOT_FOUND", { what: `There is no run ${input.id}.` });
  return found;
}

/** The jobs of a run in the order they began. A training run has none. */
export async function jobs(ctx: Ctx, input: { id: string }): Promise<{ items: Job[] }> {
  const scope = await runRight(ctx, input.id);
  return { items: await jobsOf(ctx.db, scope, input.id) };
}

/** The files of a run: those it logged, then those its jobs kept. */
export async function artifacts(
  ctx: Ctx,
  input: z.output<typeof listArtifacts>,
): Promise<z.output<typeof artifactPage>> {
  const scope = await runRight(ctx, input.id);
  const logged = await keysetPage(
    input,
    z.string().max(4000),
    (after, limit) => detail.artifactsOf(ctx.db, input.id, { after: after ?? "", limit }),
    ({ path }) => path,
  );
  const files = logged.items.map((file) => ({ ...file, job: null }));
  if (logged.nextCursor !== null) return { ...logged, items: files };
  const kept = (await jobsOf(ctx.db, scope, input.id)).flatMap((job) =>
    job.artifacts.map((file) => ({ ...file, job: job.name })),
  );
  return { items: [...files, ...kept], nextCursor: null };
}

/** A job's log, read from its system now. @throws Refusal UNAVAILABLE in that system's words when it can't be had */
export async function log(ctx: Ctx, input: { id: string; job: string }): Promise<JobLog> {
  const scope = await runRight(ctx, input.id);
  const job = await jobAddress(ctx.db, scope, input.id, input.job);
  if (!job) throw new Refusal("NOT_FOUND", { what: `Run ${input.id} has no job ${input.job}.` });
  if (job.status === "queued" || job.status === "skipped") {
    throw new Refusal("NOT_FOUND", {
      what: `${job.name} has no log.`,
      why: `It is ${job.status} and never ran.`,
    });
  }
  try {
    const backend = await openConnection(ctx.db, job.connectionId);
    try {
      if (!backend.ci) throw new Refusal("NOT_FOUND", { what: "This system keeps no logs." });
      return await readLog(await backend.ci.openLog(job, ctx.signal ?? new AbortController().signal));
    } finally {
      backend.close();
    }
  } catch (error) {
    throw inWords(error);
  }
}

/** What a backend could not do is an answer and no defect. */
function inWords(error: unknown): unknown {
  if (!(error instanceof BackendError)) return error;
  const { kind, what, why, todo } = error;
  return new Refusal(kind === "not_found" ? "NOT_FOUND" : "UNAVAILABLE", { what, why, todo });
}

/** Runs and failures per stretch of time. */
export async function histogram(ctx: Ctx, input: z.output<typeof histogramInput>): Promise<Histogram> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  return histogramOf(ctx.db, await queryOf(ctx.db, scopes, input), input.buckets);
}

/** The last twenty runs of pipelines, oldest first; pipelines the reader may not see are left out. */
export async function lastTwenty(
  ctx: Ctx,
  input: { pipelines: string[] },
): Promise<z.output<typeof lastTwentyOutput>> {
  const scopes = await projectsWith(ctx, "runs.read");
  return {
    items: await lastTwentyOf(
      ctx.db,
      scopes.map((scope) => scope.projectId),
      input.pipelines,
    ),
  };
}

/** How many runs are not over. */
export async function liveCount(ctx: Ctx, input: { project?: string }): Promise<number> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  return countLive(
    ctx.db,
    scopes.map((scope) => scope.projectId),
  );
}

/** What the list can be narrowed down by. */
export async function facets(ctx: Ctx, input: { project?: string }): Promise<Facets> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  return facetsOf(
    ctx.db,
    scopes.map((scope) => scope.projectId),
  );
}
