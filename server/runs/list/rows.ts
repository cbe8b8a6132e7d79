import "server-only";
import { eq, getTableColumns, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections, pipelines } from "@/server/foundation/db/tables/connections";
import { projects } from "@/server/foundation/db/tables/people";
import { runs } from "@/server/foundation/db/tables/runs";
import { toMetricValue } from "@/server/foundation/metric-value";
import { zeroWithoutTime } from "@/server/registry/measures";
import type { Run } from "../schema";
import { ids, type Keys } from "./query";

const {
  projectId: _p,
  connectionId: _c,
  pipelineId: _l,
  searchText: _s,
  changedAt: _a,
  tags: _t,
  parentExternalId: _e,
  parentId,
  leftOut: _o,
  ...own
} = getTableColumns(runs);

const runColumns = {
  ...own,
  project: projects.slug,
  connection: runs.connectionId,
  connectionName: connections.name,
  vendor: connections.vendor,
  pipelineId: runs.pipelineId,
  parent: parentId,
  pipelineName: pipelines.name,
};

/** Runs with the names of what they belong to, in the order of the ids, with the metrics and params of `keys`. */
export async function rowsOf(
  db: Db | Tx,
  runIds: readonly string[],
  keys: Keys = { metrics: new Map(), params: new Map() },
): Promise<Run[]> {
  if (runIds.length === 0) return [];
  const [rows, metrics, doubtful, params, children] = await Promise.all([
    db
      .select(runColumns)
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .innerJoin(connections, eq(connections.id, runs.connectionId))
      .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
      .where(sql`${runs.id} = any(${ids(runIds)})`),
    valuesOf<number>(db, "run_metrics", runIds, keys.metrics),
    valuesOf<number>(db, "run_metrics", runIds, keys.metrics, zeroWithoutTime(sql`run_metrics`)),
    valuesOf<string>(db, "run_params", runIds, keys.params),
    childrenOf(db, runIds),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return runIds.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const { pipelineId, pipelineName, ...rest } = row;
    return [
      {
        ...rest,
        pipeline: { id: pipelineId, name: pipelineName },
        metrics: mapValues(metrics.get(id), toMetricValue),
        mayBeNaN: Object.keys(doubtful.get(id) ?? {}),
        params: params.get(id) ?? {},
        children: children.get(id) ?? 0,
      },
    ];
  });
}

/** How many runs are part of each of these; runs without any are left out. */
async function childrenOf(db: Db | Tx, runIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ id: string; n: number }>(sql`
    select parent_id as id, count(*)::integer as n from runs where parent_id = any(${ids(runIds)}) group by 1`);
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** The values that runs have for some keys (ids by name), by run and name. */
async function valuesOf<Value>(
  db: Db | Tx,
  table: "run_metrics" | "run_params",
  runIds: readonly string[],
  keys: ReadonlyMap<string, readonly number[]>,
  only = sql`true`,
): Promise<Map<string, Record<string, Value>>> {
  const found = new Map<string, Record<string, Value>>();
  const nameOf = new Map([...keys].flatMap(([name, list]) => list.map((key) => [key, name] as const)));
  if (nameOf.size === 0) return found;
  const { rows } = await db.execute<{ id: string; key: number; value: Value }>(sql`
    select run_id as id, key_id as key, value from ${sql.raw(table)}
    where run_id = any(${ids(runIds)}) and key_id = any(${ids([...nameOf.keys()], "integer")}) and ${only}`);
  for (const { id, key, value } of rows) found.set(id, { ...found.get(id), [nameOf.get(key) ?? ""]: value });
  return found;
}

const mapValues = <From, To>(values: Record<string, From> = {}, to: (value: From) => To) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, to(value)]));
