import "server-only";
import { readAhead } from "@/server/backends/read-ahead";
import type { RunPage, RunSource } from "@/server/backends/types";
import { announceChange, inStep, type SyncContext } from "./context";
import { distinct } from "./rows";
import { enqueue } from "./store-details";
import { upsertPipelines } from "./store-runs";
import { cursorsOf, openRuns, saveCursor } from "./store-state";
import { noIds, writeRuns } from "./write-runs";

const OPEN_RUNS = 200;

/** Reads training runs from the tracking server and pipelines from CI, where the system has them. */
export async function readAllRuns(sync: SyncContext): Promise<void> {
  const { tracking, ci } = sync.backend;
  if (ci) await readRuns(sync, ci, false);
  if (tracking) await readRuns(sync, tracking, true);
}

/** Reads all runs of one source, each page with its cursor in one transaction. */
async function readRuns(sync: SyncContext, source: RunSource, training: boolean): Promise<void> {
  const { db, connectionId, signal, progress } = sync;
  const cursors = await cursorsOf(db, connectionId);
  const stored = new Map(Object.entries(cursors).map(([stream, cursor]) => [stream, JSON.stringify(cursor)]));
  const write = pageWriter(sync);
  const unfinished = await openRuns(db, connectionId, training, OPEN_RUNS);
  progress.begin("Runs");
  for await (const page of readAhead(source.readRuns({ cursors, openRuns: unfinished, signal }))) {
    progress.step(page.phase, page.runs.length, page.remaining);
    const cursor = JSON.stringify(page.cursor);
    if (page.runs.length === 0 && page.pipelines.length === 0 && stored.get(page.stream) === cursor) continue;
    await write(page);
    stored.set(page.stream, cursor);
  }
}

/** Writes pages. Ids of pipelines and names are cached once their transaction has committed. */
function pageWriter(sync: SyncContext): (page: RunPage) => Promise<void> {
  const { scope, connectionId, backend } = sync;
  const at = { projectId: scope.projectId, connectionId };
  const known = noIds();

  return async (page) => {
    const found = await inStep(sync, async (tx) => {
      const now = new Date(sync.now()).toISOString();
      const pipelines = await upsertPipelines(tx, at, page.pipelines);
      const runs = distinct(page.runs);
      const before = { ...known, pipelines: new Map([...known.pipelines, ...pipelines]) };
      const { ids, changed } = await writeRuns(tx, scope, connectionId, runs, before, now);
      if (backend.tracking || backend.artifacts) await enqueue(tx, connectionId, changed, now);
      if (changed.length > 0) await announceChange(sync, tx, "runs");
      await saveCursor(tx, connectionId, page.stream, page.cursor);
      return ids;
    });
    Object.assign(known, found);
  };
}
