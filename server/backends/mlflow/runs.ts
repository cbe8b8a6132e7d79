import "server-only";
import { z } from "zod";
import { eachPage, pageSize } from "../pages.ts";
import type { LeftOut, ReadRunsInput, RunPage, SourcePipeline } from "../types.ts";
import { type WalkFetch, type WalkPage, walk } from "../walk.ts";
import type { MlflowClient } from "./client.ts";
import { pipelineOfExperiment, runOfMlflow } from "./map.ts";
import type { MlflowExperiment, MlflowRun } from "./schema.ts";

/**
 * MLflow has no "changed since". Each sync reads instead:
 * - runs that started since the newest one seen, with an overlap, since times come from the training machine's clock;
 * - unfinished runs, for two days after their start;
 * - runs that ended since the last sync, with the same overlap;
 * - runs that Terrapin has as unfinished and that are in none of these (deleted, or ended without an end time);
 * - runs that versions came from, by their ids: a run that was copied from another server keeps its old times;
 * - the past, newest first, once;
 * - of the runs that are watched, those that were deleted or restored: neither leaves a time that could be asked for;
 * - slowly all runs again, for tags, params and metrics that were changed long after the run. Between two rounds it
 *   pauses at least a quarter of an hour and twenty times as long as the round took: under 5 % of the server's time.
 *   A person who asks for it begins a round at once.
 */
const STREAM = "runs";
const OVERLAP_MS = 10 * 60_000;
/** The first sync begins this far back before it reads the past, since clocks may differ. */
const FIRST_LOOK_BACK_MS = 3_600_000;
/** How long after their start unfinished runs are read again. */
const OPEN_WATCH_MS = 48 * 3_600_000;
/** While the past is read, changes are read again this often. */
const CHANGES_EVERY_MS = 15_000;
const RESWEEP_SLICE_MS = 5_000;
const RESWEEP_PAUSE_MS = 15 * 60_000;
const RESWEEP_SHARE = 20;
const PAGE = 200;
const IDS_AT_ONCE = 100;
/** Of these only what changed is answered. */
const WATCHED_AT_ONCE = 1_000;

const ms = z.number();
const cursorShape = z.object({
  /** Runs started up to here have been seen. */
  startedTo: ms,
  /** Runs ended up to here have been seen. */
  endedTo: ms,
  /** Where the past is read from next; `before: null` from the newest; null when all is read. */
  past: z.object({ before: ms.nullable() }).nullable(),
  resweep: z.object({ before: ms.nullable(), spentMs: ms, restUntil: ms }),
});
type Cursor = z.infer<typeof cursorShape>;

export type MlflowRunOptions = {
  /** Names or ids; empty for all experiments. */
  experiments: readonly string[];
  now: () => number;
};

/** Reads runs. `pagesUrl` is the address of MLflow's web pages. */
export async function* readMlflowRuns(
  client: MlflowClient,
  pagesUrl: string,
  options: MlflowRunOptions,
  input: ReadRunsInput,
): AsyncGenerator<RunPage> {
  const { now } = options;
  const { signal } = input;
  const experiments = await listExperiments(client, options.experiments, signal);
  const pipelines = experiments.map((experiment) => pipelineOfExperiment(experiment, pagesUrl));
  const idOf = ({ experiment_id }: { experiment_id: string }) => experiment_id;
  const experimentIds = experiments.filter((each) => each.lifecycle_stage !== "deleted").map(idOf);
  const withDeleted = experiments.map(idOf);
  const size = pageSize(PAGE);
  const cursor = readCursor(input.cursors[STREAM], now());
  yield pageOf([], "Experiments", cursor, pipelines);
  if (withDeleted.length === 0) return;

  const seen = new Set<string>();
  let leftOut: LeftOut[] = [];
  const pageOfRuns = (runs: MlflowRun[], phase: string) => {
    for (const run of runs) seen.add(run.info.run_id);
    const page = pageOf(
      runs.map((run) => runOfMlflow(run, pagesUrl)),
      phase,
      cursor,
      [],
    );
    const between = leftOut;
    leftOut = [];
    return { ...page, leftOut: between };
  };

  const fetchBy = (field: "start_time" | "end_time", extra: string): WalkFetch<MlflowRun> => {
    return async ({ from, to, order, pageToken }) => {
      const bounds = [
        ...(from === null ? [] : [`attributes.${field} >= ${from}`]),
        ...(to === null ? [] : [`attributes.${field} <= ${to}`]),
        ...(extra === "" ? [] : [extra]),
      ];
      const search = {
        experimentIds,
        filter: bounds.join(" and "),
        orderBy: `attributes.${field} ${order.toUpperCase()}`,
        pageToken: pageToken ?? undefined,
      };
      const answer = await size.fit((limit) => client.searchRuns({ ...search, limit }, signal));
      leftOut.push(...answer.leftOut);
      return { items: answer.runs, nextPageToken: answer.next_page_token || null };
    };
  };

  async function* newAndChanged(): AsyncGenerator<RunPage> {
    const began = now();
    const started = walk("asc", cursor.startedTo - OVERLAP_MS, fetchBy("start_time", ""), startOf);
    for await (const page of started) {
      cursor.startedTo = Math.max(cursor.startedTo, Math.min(page.bound, began));
      yield pageOfRuns(page.items, "New runs");
    }
    const open = walk("asc", began - OPEN_WATCH_MS, fetchBy("start_time", NOT_OVER), startOf);
    for await (const page of open) yield pageOfRuns(page.items, "Runs under way");
    const ended = walk("asc", cursor.endedTo - OVERLAP_MS, fetchBy("end_time", ""), endOf);
    for await (const page of ended) {
      cursor.endedTo = Math.max(cursor.endedTo, Math.min(page.bound, began));
      yield pageOfRuns(page.items, "Ended runs");
    }
  }

  async function* named(ids: readonly string[], phase: string): AsyncGenerator<RunPage> {
    const missing = ids.filter((id) => !seen.has(id) && /^\w+$/.test(id));
    for (let i = 0; i < missing.length; i += IDS_AT_ONCE) {
      const runs = await runsById(client, withDeleted, missing.slice(i, i + IDS_AT_ONCE), signal);
      yield pageOfRuns(runs, phase);
    }
  }

  async function* watched(
    ids: readonly string[],
    view: "ACTIVE_ONLY" | "DELETED_ONLY",
    phase: string,
  ): AsyncGenerator<RunPage> {
    const known = ids.filter((id) => /^\w+$/.test(id));
    for (let i = 0; i < known.length; i += WATCHED_AT_ONCE) {
      const filter = isOneOf(known.slice(i, i + WATCHED_AT_ONCE));
      const search = { experimentIds: withDeleted, filter, orderBy: "attributes.start_time ASC", view };
      const pages = eachPage((pageToken) =>
        size.fit((limit) => client.searchRuns({ ...search, limit, pageToken }, signal)),
      );
      for await (const { runs } of pages) if (runs.length > 0) yield pageOfRuns(runs, phase);
    }
  }

  yield* watched(input.watched?.living ?? [], "DELETED_ONLY", "Deleted runs");
  yield* watched(input.watched?.deleted ?? [], "ACTIVE_ONLY", "Restored runs");
  if (experimentIds.length === 0) return;
  yield* newAndChanged();
  const open = input.openRuns.map((run) => run.externalId);
  yield* named(open, "Runs under way");
  yield* named(input.sourceRuns ?? [], "Runs of versions");

  let changesReadAt = now();
  if (cursor.past !== null) {
    const oldest = await oldestStart(client, experimentIds, signal);
    const past = walk("desc", cursor.past.before, fetchBy("start_time", ""), startOf);
    let top: number | null = null;
    let done = 0;
    for await (const page of past) {
      cursor.past = page.end ? null : { before: page.bound };
      if (page.end) cursor.resweep.restUntil = now() + RESWEEP_PAUSE_MS;
      top ??= page.items[0] ? startOf(page.items[0]) : page.bound;
      done += page.items.length;
      const remaining = page.end ? 0 : estimate(done, top - page.bound, page.bound - oldest);
      yield { ...pageOfRuns(page.items, pastPhase("Past runs", page)), remaining };
      if (now() - changesReadAt < CHANGES_EVERY_MS) continue;
      yield* newAndChanged();
      changesReadAt = now();
    }
  }

  if (input.again) cursor.resweep = { ...cursor.resweep, before: null, restUntil: 0 };
  if (now() < cursor.resweep.restUntil) return;
  const began = now();
  for await (const page of walk("desc", cursor.resweep.before, fetchBy("start_time", ""), startOf)) {
    const spentMs = cursor.resweep.spentMs + (now() - began);
    const slice = now() - began > RESWEEP_SLICE_MS;
    cursor.resweep = page.end
      ? { before: null, spentMs: 0, restUntil: now() + Math.max(RESWEEP_PAUSE_MS, spentMs * RESWEEP_SHARE) }
      : { before: page.bound, spentMs: slice ? spentMs : cursor.resweep.spentMs, restUntil: 0 };
    yield pageOfRuns(page.items, pastPhase("Older runs again", page));
    if (slice) return;
  }
}

const NOT_OVER =
  "attributes.status != 'FINISHED' and attributes.status != 'FAILED' and attributes.status != 'KILLED'";

/** MLflow has no counts: the time left to read is taken to have as many runs a day as the time read. */
function estimate(done: number, spanRead: number, spanLeft: number): number | null {
  return spanRead > 0 && spanLeft >= 0 ? Math.round((done * spanLeft) / spanRead) : null;
}

const startOf = (run: MlflowRun): number => run.info.start_time ?? 0;
const endOf = (run: MlflowRun): number => run.info.end_time ?? 0;

const pastPhase = (name: string, page: WalkPage<MlflowRun>): string =>
  page.bound > 0 && !page.end ? `${name}, back to ${new Date(page.bound).toISOString().slice(0, 10)}` : name;

function readCursor(stored: unknown, now: number): Cursor {
  const known = cursorShape.safeParse(stored);
  if (known.success) return known.data;
  return {
    startedTo: now - FIRST_LOOK_BACK_MS,
    endedTo: now - FIRST_LOOK_BACK_MS,
    past: { before: null },
    resweep: { before: null, spentMs: 0, restUntil: now + RESWEEP_PAUSE_MS },
  };
}

/** Copies the cursor, which goes on changing after the page was handed out. */
function pageOf(runs: RunPage["runs"], phase: string, cursor: Cursor, pipelines: SourcePipeline[]): RunPage {
  return { stream: STREAM, cursor: structuredClone(cursor), pipelines, runs, phase, remaining: null };
}

async function listExperiments(client: MlflowClient, wanted: readonly string[], signal: AbortSignal) {
  const found: MlflowExperiment[] = [];
  for await (const page of eachPage((token) => client.experiments(token, signal, "ALL")))
    found.push(...page.experiments);
  if (wanted.length === 0) return found;
  return found.filter(({ experiment_id, name }) => wanted.includes(name) || wanted.includes(experiment_id));
}

async function oldestStart(client: MlflowClient, experimentIds: readonly string[], signal: AbortSignal) {
  const search = { experimentIds, filter: "", orderBy: "attributes.start_time ASC", limit: 1 };
  const first = (await client.searchRuns(search, signal)).runs[0];
  return first ? startOf(first) : 0;
}

const isOneOf = (runIds: readonly string[]): string =>
  `attributes.run_id IN (${runIds.map((id) => `'${id}'`).join(", ")})`;

async function runsById(
  client: MlflowClient,
  experimentIds: readonly string[],
  runIds: readonly string[],
  signal: AbortSignal,
): Promise<MlflowRun[]> {
  const search = {
    experimentIds,
    filter: isOneOf(runIds),
    orderBy: "attributes.start_time ASC",
    limit: IDS_AT_ONCE,
  };
  return (await client.searchRuns({ ...search, view: "ALL" }, signal)).runs;
}
