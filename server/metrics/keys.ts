import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Tx } from "@/server/foundation/db/open";
import { metricKeys } from "@/server/foundation/db/tables/runs";
import { betterOf } from "../comparisons/better";

/** The ids of a project's metric names, made where they are new with the direction their name tells. */
export async function keysOf(
  tx: Tx,
  scope: ProjectScope,
  names: readonly string[],
): Promise<Map<string, number>> {
  const wanted = [...new Set(names)].sort();
  const known = await findKeys(tx, scope, wanted);
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length === 0) return known;
  await tx.execute(sql`
    insert into metric_keys (project_id, name, better)
    select ${scope.projectId}::bigint, n, b
    from unnest(${sql.param(unknown)}::text[], ${sql.param(unknown.map(betterOf))}::text[]) with ordinality as t(n, b, place)
    order by place
    on conflict (project_id, name) do nothing`);
  return findKeys(tx, scope, wanted);
}

async function findKeys(tx: Tx, scope: ProjectScope, names: readonly string[]): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const rows = await tx
    .select({ id: metricKeys.id, name: metricKeys.name })
    .from(metricKeys)
    .where(and(eq(metricKeys.projectId, scope.projectId), inArray(metricKeys.name, [...names])));
  return new Map(rows.map((row) => [row.name, row.id]));
}
