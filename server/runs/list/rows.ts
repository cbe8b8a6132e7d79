import "server-only";
import { eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/db/open";
import { connections, pipelines } from "@/server/db/tables/connections";
import { projects } from "@/server/db/tables/people";
import { runs } from "@/server/db/tables/runs";
import type { MetricValue } from "@/server/shapes";
import { toMetricValue } from "@/server/shapes";
import type { Run } from "../schema";
import { ids } from "./query";

const {
  projectId: _p,
  connectionId: _c,
  pipelineId: _l,
  searchText: _s,
  changedAt: _a,
  tags: _t,
  ...own
} = getTableColumns(runs);

export const runColumns = {
  ...own,
  project: projects.slug,
  connection: runs.connectionId,
  connectionName: connections.name,
  vendor: connections.vendor,
  pipelineId: runs.pipelineId,
  pipelineName: pipelines.name,
};

/** Runs with the names of what they belong to, in the order of the ids, with the metrics asked for by name. */
export async function rowsOf(
  db: Db | Tx,
  runIds: readonly string[],
  metrics: readonly string[],
): Promise<Run[]> {
  if (runIds.length === 0) return [];
  const [rows, values] = await Promise.all([
    db
      .select(runColumns)
      .from(runs)
      .innerJoin(projects, eq(projects.id, runs.projectId))
      .innerJoin(connections, eq(connections.id, runs.connectionId))
      .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
      .where(inArray(runs.id, [...runIds])),
    metricsOf(db, runIds, metrics),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return runIds.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const { pipelineId, pipelineName, ...rest } = row;
    return [{ ...rest, pipeline: { id: pipelineId, name: pipelineName }, metrics: values.get(id) ?? {} }];
  });
}

async function metricsOf(db: Db | Tx, runIds: readonly string[], names: readonly string[]) {
  const found = new Map<string, Record<string, MetricValue>>();
  if (names.length === 0) return found;
  const { rows } = await db.execute<{ id: string; name: string; value: number }>(sql`
    select m.run_id as id, key.name, m.value
    from runs r join metric_keys key on key.project_id = r.project_id and key.name = any(${ids(names, "text")})
    join run_metrics m on m.run_id = r.id and m.key_id = key.id
    where r.id = any(${ids(runIds)})`);
  for (const { id, name, value } of rows) found.set(id, { ...found.get(id), [name]: toMetricValue(value) });
  return found;
}
