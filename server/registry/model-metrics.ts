import "server-only";
import { eq, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { SourceModelMetrics } from "@/server/backends/types";
import { announce } from "@/server/events/announce";
import type { Db, Tx } from "@/server/foundation/db/open";
import { modelVersions, versionMetrics } from "@/server/foundation/db/tables/models";
import { toMetricValue } from "@/server/foundation/metric-value";
import { keysOf } from "@/server/metrics/service";

export type DueVersion = { id: string; loggedModelId: string; wasRead: boolean };

/** Versions whose logged model was read before a moment, those never read first, then the longest ago. */
export async function dueModelMetrics(
  db: Db | Tx,
  connectionId: string,
  { before, limit }: { before: string; limit: number },
): Promise<DueVersion[]> {
  const { rows } = await db.execute<DueVersion>(sql`
    select v.id::text as id, v.logged_model_id as "loggedModelId", v.measured_at is not null as "wasRead"
    from model_versions v join models m on m.id = v.model_id
    where m.connection_id = ${connectionId}::bigint and v.logged_model_id is not null
      and (v.measured_at is null or v.measured_at < ${before}::timestamptz)
    order by v.measured_at nulls first, v.id limit ${limit}`);
  return rows;
}

/** Every logged model of a connection is due: a person asked for it. What was read of them stays until then. */
export async function forgetModelReads(tx: Tx, connectionId: string): Promise<void> {
  await tx.execute(sql`
    update model_versions v set measured_at = null from models m
    where m.id = v.model_id and m.connection_id = ${connectionId}::bigint and v.measured_at is not null`);
}

/**
 * Stores what was measured of a version's logged model, and whose metrics are the version's: the model's, or the run's
 * where the model has none and the run measured no other. Null: the model is gone, and what was read of it stays. An
 * answer to an older question than the stored one is left out.
 * @param at when the registry was asked
 * @returns whether anything changed that pages show
 */
export async function storeModelMetrics(
  tx: Tx,
  scope: ProjectScope,
  versionId: string,
  read: SourceModelMetrics | null,
  at: string,
): Promise<boolean> {
  const set = { measuredAt: at };
  const [was] = await tx
    .select({ measuredOf: modelVersions.measuredOf, measuredAt: modelVersions.measuredAt })
    .from(modelVersions)
    .where(eq(modelVersions.id, versionId))
    .for("update");
  if (!was || (was.measuredAt !== null && Date.parse(was.measuredAt) > Date.parse(at))) return false;
  if (read === null) {
    await tx.update(modelVersions).set(set).where(eq(modelVersions.id, versionId));
    return false;
  }
  const measuredOf = read.onlyModelOfRun ? ("run" as const) : ("model" as const);
  await tx
    .update(modelVersions)
    .set({ ...set, measuredOf })
    .where(eq(modelVersions.id, versionId));
  const keys = await keysOf(
    tx,
    scope,
    read.metrics.map(({ name }) => name),
  );
  const rows = read.metrics.flatMap(({ name, dataset, value, mayBeNaN, step, at }) => {
    const keyId = keys.get(name);
    const row = { dataset: dataset ?? "", value: toMetricValue(value), may_be_nan: mayBeNaN, step, at };
    return keyId === undefined ? [] : [{ key_id: keyId, ...row }];
  });
  const given = sql`json_to_recordset(${JSON.stringify(rows)}::json) as r(key_id integer, dataset text, value float8,
    may_be_nan boolean, step bigint, at timestamptz(3))`;
  const gone = await tx.execute(sql`
    delete from version_metrics old where version_id = ${versionId}::bigint
      and not exists (select 1 from ${given} where r.key_id = old.key_id and r.dataset = old.dataset)`);
  const written = await tx.execute(sql`
    insert into ${versionMetrics} as old (version_id, key_id, dataset, value, may_be_nan, step, at)
    select ${versionId}::bigint, key_id, dataset, value, may_be_nan, step, at from ${given}
    order by key_id, dataset
    on conflict (version_id, key_id, dataset) do update
      set value = excluded.value, may_be_nan = excluded.may_be_nan, step = excluded.step, at = excluded.at
      where (old.value, old.may_be_nan, old.step, old.at)
        is distinct from (excluded.value, excluded.may_be_nan, excluded.step, excluded.at)`);
  const changed = was.measuredOf !== measuredOf || (gone.rowCount ?? 0) + (written.rowCount ?? 0) > 0;
  if (changed) await announce(tx, { project: scope.projectId, noun: "models", id: null });
  return changed;
}
