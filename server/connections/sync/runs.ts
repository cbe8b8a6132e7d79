import "server-only";
import { readAhead } from "@/server/backends/read-ahead";
import type { LeftOut, ReadRunsInput, RunPage, RunSource, SourceRun } from "@/server/backends/types";
import { refusedValue } from "@/server/foundation/errors";
import { noteSourceRunsSought, unreadSourceRuns } from "@/server/registry/source-runs";
import { announceChange, inStep, type SyncContext } from "./context";
import { forgetLeftOut, keepLeftOut } from "./left-out";
import { distinct } from "./rows";
import { enqueue } from "./store-details";
import { upsertPipelines } from "./store-runs";
import { cursorsOf, openRuns, saveCursor } from "./store-state";
import { WATCHED, watchedRuns } from "./watched";
import { type Ids, noIds, writeRuns } from "./write-runs";

const OPEN_RUNS = 200;

/** Runs of versions that are asked for by their ids in one sync, and how long after one was not found it is again. */
const SOURCE_RUNS = 500;
const SEEK_AGAIN_MS = 15 * 60_000;

/** Reads training runs from the tracking server and pipelines from CI, where the system has them. */
export async function readAllRuns(sync: SyncContext): Promise<void> {
  const { tracking, ci } = sync.backend;
  if (ci) await readRuns(sync, ci, { training: false, sourceRuns: [] });
  if (!tracking) return;
  const { db, connectionId, now, again } = sync;
  const before = new Date(again ? now() : now() - SEEK_AGAIN_MS).toISOString();
  const sourceRuns = await unreadSourceRuns(db, connectionId, { before, limit: SOURCE_RUNS });
  const { runs: watched, next } = await watchedRuns(db, connectionId);
  await readRuns(sync, tracking, { training: true, sourceRuns, watched });
  await inStep(sync, (tx) => saveCursor(tx, connectionId, WATCHED, { before: next }));
  if (sourceRuns.length === 0) return;
  const at = new Date(now()).toISOString();
  await inStep(sync, (tx) => noteSourceRunsSought(tx, connectionId, sourceRuns, at));
}

type Wanted = Pick<ReadRunsInput, "watched"> & { training: boolean; sourceRuns: readonly string[] };

/** Reads all runs of one source, each page with its cursor in one transaction. */
async function readRuns(sync: SyncContext, source: RunSource, wanted: Wanted): Promise<void> {
  const { db, connectionId, signal, progress } = sync;
  const cursors = await cursorsOf(db, connectionId);
  const stored = new Map(Object.entries(cursors).map(([stream, cursor]) => [stream, JSON.stringify(cursor)]));
  const write = pageWriter(sync);
  const unfinished = await openRuns(db, connectionId, wanted.training, OPEN_RUNS);
  progress.begin("Runs");
  for await (const page of readAhead(
    source.readRuns({
      ...{ cursors, openRuns: unfinished, sourceRuns: wanted.sourceRuns },
      ...{ watched: wanted.watched, again: sync.again, signal },
    }),
  )) {
    progress.step(page.phase, page.runs.length, page.remaining);
    const cursor = JSON.stringify(page.cursor);
    const empty = page.runs.length + page.pipelines.length + (page.leftOut?.length ?? 0) === 0;
    if (empty && stored.get(page.stream) === cursor) continue;
    await write(page);
    stored.set(page.stream, cursor);
  }
}

type Written = Omit<RunPage, "phase" | "remaining">;

/**
 * Writes pages. A page that the database refuses for what one run holds is written run by run: that run is left out
 * with a notice, and nothing behind it waits.
 */
function pageWriter(sync: SyncContext): (page: RunPage) => Promise<void> {
  const known = noIds();
  return async (page) => {
    // A record without an id cannot be told from others: it is said until the next sync.
    for (const trouble of page.leftOut ?? []) if (!trouble.record) notice(sync, trouble);
    try {
      Object.assign(known, await writePage(sync, known, page, page.cursor));
    } catch (error) {
      if (refusedValue(error) === null || page.runs.length === 0) throw error;
      for (const run of page.runs) await writeAlone(sync, known, page, run);
      Object.assign(known, await writePage(sync, known, { ...page, runs: [] }, page.cursor));
    }
  };
}

async function writeAlone(sync: SyncContext, known: Ids, page: RunPage, run: SourceRun): Promise<void> {
  try {
    Object.assign(known, await writePage(sync, known, { ...page, runs: [run] }));
  } catch (error) {
    const why = refusedValue(error);
    if (why === null) throw error;
    const missing: LeftOut = {
      record: { kind: "run", id: run.externalId },
      what: `Run ${run.externalId} cannot be stored.`,
      why,
      todo: "It is left out; all other runs are read. Look at it in its own system.",
    };
    const at = new Date(sync.now()).toISOString();
    await inStep(sync, (tx) => keepLeftOut(tx, sync.connectionId, [missing], at));
  }
}

/** More notices than a page of a connection can show say nothing more. */
const MOST_NOTICES = 20;

function notice(sync: SyncContext, trouble: LeftOut): void {
  if (sync.notices.size < MOST_NOTICES) sync.notices.set(trouble.what, trouble);
}

/**
 * Writes a page in one transaction, with its cursor where one is given. Ids of pipelines and names are known once it has
 * committed.
 */
function writePage(sync: SyncContext, known: Ids, page: Written, cursor?: unknown): Promise<Ids> {
  const { scope, connectionId, backend } = sync;
  const at = { projectId: scope.projectId, connectionId };
  return inStep(sync, async (tx) => {
    const now = new Date(sync.now()).toISOString();
    const pipelines = await upsertPipelines(tx, at, page.pipelines, now);
    const before = { ...known, pipelines: new Map([...known.pipelines, ...pipelines]) };
    const { ids, changed } = await writeRuns(tx, scope, connectionId, distinct(page.runs), before, now);
    await keepLeftOut(tx, connectionId, page.leftOut ?? [], now);
    const read = page.runs.map((run) => run.externalId);
    await forgetLeftOut(tx, connectionId, "run", read);
    if (backend.tracking || backend.artifacts) await enqueue(tx, connectionId, changed, now);
    if (changed.length > 0) await announceChange(sync, tx, "runs");
    if (cursor !== undefined) await saveCursor(tx, connectionId, page.stream, cursor);
    return ids;
  });
}
