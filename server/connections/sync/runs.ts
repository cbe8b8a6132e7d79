import "server-only";
import { readAhead } from "@/server/backends/ahead";
import type { RunPage } from "@/server/backends/types";
import { keysOf } from "@/server/metrics/service";
import { type Reading, step, tell } from "./reading";
import { cut, distinct } from "./rows";
import { enqueue } from "./store-details";
import * as store from "./store-runs";
import { cursorsOf, keepCursor, openRuns } from "./store-state";

const OPEN_RUNS = 200;

/** Reads runs until there are none left, each page with its cursor in one transaction. */
export async function readRuns(reading: Reading): Promise<void> {
  const { db, connectionId, backend, signal, progress } = reading;
  const cursors = await cursorsOf(db, connectionId);
  const kept = new Map(Object.entries(cursors).map(([stream, cursor]) => [stream, JSON.stringify(cursor)]));
  const write = pageWriter(reading);
  const open = await openRuns(db, connectionId, OPEN_RUNS);
  progress.begin("Runs");
  for await (const page of readAhead(backend.runs.readRuns({ cursors, openRuns: open, signal }))) {
    progress.step(page.phase, page.runs.length, page.remaining);
    const cursor = JSON.stringify(page.cursor);
    if (page.runs.length === 0 && page.pipelines.length === 0 && kept.get(page.stream) === cursor) continue;
    await write(page);
    kept.set(page.stream, cursor);
  }
}

type Ids = { pipelines: Map<string, string>; metrics: Map<string, number>; params: Map<string, number> };

/** Writes pages. Ids of pipelines and names are remembered once their transaction has committed. */
export function pageWriter(reading: Reading): (page: RunPage) => Promise<void> {
  const { scope, connectionId, backend } = reading;
  const at = { projectId: scope.projectId, connectionId };
  const known: Ids = { pipelines: new Map(), metrics: new Map(), params: new Map() };

  return async (page) => {
    const found = await step(reading, async (tx) => {
      const now = new Date(reading.now()).toISOString();
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
        if (backend.tracking) await enqueue(tx, connectionId, all, now);
        if (all.length > 0) await tell(reading, tx, "runs");
      }
      await keepCursor(tx, connectionId, page.stream, page.cursor);
      return ids;
    });
    Object.assign(known, found);
  };
}

/** The known names with those that are new among `names`. */
async function completed(
  known: Map<string, number>,
  names: readonly string[],
  make: (unknown: string[]) => Promise<Map<string, number>>,
): Promise<Map<string, number>> {
  const unknown = [...new Set(names)].filter((name) => !known.has(name));
  return unknown.length === 0 ? known : new Map([...known, ...(await make(unknown))]);
}
