import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { SourceRun } from "@/server/backends/types";
import type { Tx } from "@/server/foundation/db/open";
import { keysOf } from "@/server/metrics/service";
import { cut } from "./rows";
import * as store from "./store-runs";

/** Ids by external id or name. */
export type Ids = {
  pipelines: Map<string, string>;
  metrics: Map<string, number>;
  params: Map<string, number>;
};
export const noIds = (): Ids => ({ pipelines: new Map(), metrics: new Map(), params: new Map() });

/**
 * Writes distinct runs with their parts. A run of a pipeline that was never read is left out.
 * @param known ids that need not be looked up
 * @returns the known ids with those that were found, and the runs that are new or have changed
 */
export async function writeRuns(
  tx: Tx,
  scope: ProjectScope,
  connectionId: string,
  runs: readonly SourceRun[],
  known: Ids,
  now: string,
): Promise<{ ids: Ids; changed: string[] }> {
  if (runs.length === 0) return { ids: known, changed: [] };
  const at = { projectId: scope.projectId, connectionId };
  const missing = runs.map((run) => run.pipelineExternalId).filter((id) => !known.pipelines.has(id));
  const found = await store.idsOf(tx, "pipelines", at, missing);
  const pipelines = new Map([...known.pipelines, ...found]);
  const here = runs.filter((run) => pipelines.has(run.pipelineExternalId));
  const { created, changed } = await store.upsertRuns(tx, at, here, pipelines, now);
  await store.linkParents(tx, at, [...created, ...changed]);
  const runIds = await store.idsOf(
    tx,
    "runs",
    at,
    here.map((run) => run.externalId),
  );
  const names = here.flatMap((run) => run.metrics.map((metric) => cut(metric.name)));
  const metrics = await completed(known.metrics, names, (unknown) => keysOf(tx, scope, unknown));
  const paramNames = here.flatMap((run) => run.params.map((param) => cut(param.name)));
  const params = await completed(known.params, paramNames, (unknown) => store.paramKeysOf(tx, at, unknown));
  const ids = { pipelines, metrics, params };
  const parts = await store.upsertParts(tx, here, runIds, ids);
  const own = new Set([...created, ...changed]);
  await store.touch(
    tx,
    [...parts].filter((id) => !own.has(id)),
    now,
  );
  return { ids, changed: [...new Set([...own, ...parts])] };
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
