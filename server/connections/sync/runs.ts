import "server-only";
import { readAhead } from "@/server/backends/read-ahead";
import type { RunPage, RunSource } from "@/server/backends/types";
import { keysOf } from "@/server/metrics/service";
import { announceChange, inStep, type SyncContext } from "./context";
import { cut, distinct } from "./rows";
import { enqueue } from "./store-details";
import * as store from "./store-runs";
import { cursorsOf, openRuns, saveCursor } from "./store-state";

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

type Ids = { pipelines: Map<string, string>; metrics: Map<string, number>; params: Map<string, number> };

/** Writes pages. Ids of pipelines and names are cached once their transaction has committed. */
function pageWriter(sync: SyncContext): (page: RunPage) => Promise<void> {
  const { scope, connectionId, backend } = sync;
  const at = { projectId: scope.projectId, connectionId };
  const known: Ids = { pipelines: new Map(), metrics: new Map(), params: new Map() };

  return async (page) => {
    const found = await inStep(sync, async (tx) => {
      const now = new Date(sync.now()).toISOString();
      const runs = distinct(page.runs);
      const pipelines = await store.upsertPipelines(tx, at, page.pipelines);
      const ids = { ...known, pipelines: new Map([...known.pipelines, ...pipelines]) };
      if (runs.length > 0) {
        const missing = runs.map((run) => run.pipelineExternalId).filter((id) => !ids.pipelines.has(id));
        for (const [external, id] of await store.idsOf(tx, "pipelines", at, missing))
          ids.pipelines.set(external, id);
        const here = runs.filter((run) => ids.pipelines.has(run.pipelineExternalId));
        const { created, changed } = await store.upsertRuns(tx, at, here, ids.pipelines, now);
        const runIds = await store.idsOf(
          tx,
          "runs",
          at,
          here.map((run) => run.externalId),
        );
        const names = here.flatMap((run) => run.metrics.map((metric) => cut(metric.name)));
        ids.metrics = await completed(known.metrics, names, (unknown) => keysOf(tx, scope, unknown));
        const params = here.flatMap((run) => run.params.map((param) => cut(param.name)));
        ids.params = await completed(known.params, params, (unknown) => store.paramKeysOf(tx, at, unknown));
        const parts = await store.upsertParts(tx, here, runIds, ids);
        const own = new Set([...created, ...changed]);
        await store.touch(
          tx,
          [...parts].filter((id) => !own.has(id)),
          now,
        );
        const all = [...new Set([...own, ...parts])];
        if (backend.tracking || backend.artifacts) await enqueue(tx, connectionId, all, now);
        if (all.length > 0) await announceChange(sync, tx, "runs");
      }
      await saveCursor(tx, connectionId, page.stream, page.cursor);
      return ids;
    });
    Object.assign(known, found);
  };
}

/** The known ids, completed by those of new names. */
async function completed(
  known: Map<string, number>,
  names: readonly string[],
  make: (unknown: string[]) => Promise<Map<string, number>>,
): Promise<Map<string, number>> {
  const unknown = [...new Set(names)].filter((name) => !known.has(name));
  return unknown.length === 0 ? known : new Map([...known, ...(await make(unknown))]);
}
