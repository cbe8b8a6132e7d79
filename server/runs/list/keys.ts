import "server-only";
import { and, inArray } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { metricKeys, paramKeys } from "@/server/foundation/db/tables/runs";
import type { RunFilter } from "../schema";
import type { Sort } from "../sort";
import type { Query } from "./query";

/**
 * Turns the names of a filter and a sort into ids, and leaves out the projects in which a name of the filter is unknown.
 * @param shown further names whose ids are wanted
 */
export async function queryOf(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  filter: RunFilter,
  sort?: Sort,
  shown: { metrics: readonly string[]; params: readonly string[] } = { metrics: [], params: [] },
): Promise<Query> {
  const conditions = filter.filter ?? [];
  const named = (on: "metrics" | "params") => [
    ...new Set(conditions.flatMap((c) => (c.on === on ? [c.name] : []))),
  ];
  const sorted = sort?.by === "metric" ? [sort.name] : [];
  const [metrics, params] = await Promise.all([
    known(db, metricKeys, scopes, [...named("metrics"), ...sorted, ...shown.metrics]),
    known(db, paramKeys, scopes, [...named("params"), ...shown.params]),
  ]);
  const has = (rows: readonly KeyRow[], names: readonly string[], project: string) =>
    names.every((name) => rows.some((row) => row.name === name && row.projectId === project));
  const projects = scopes
    .map((scope) => scope.projectId)
    .filter((id) => has(metrics, named("metrics"), id) && has(params, named("params"), id));
  return { projects, filter, keys: { metrics: byName(metrics, projects), params: byName(params, projects) } };
}

type KeyRow = { id: number; name: string; projectId: string };

async function known(
  db: Db | Tx,
  table: typeof metricKeys | typeof paramKeys,
  scopes: readonly ProjectScope[],
  names: readonly string[],
): Promise<KeyRow[]> {
  if (names.length === 0 || scopes.length === 0) return [];
  return db
    .select({ id: table.id, name: table.name, projectId: table.projectId })
    .from(table)
    .where(
      and(
        inArray(table.name, [...new Set(names)]),
        inArray(
          table.projectId,
          scopes.map((s) => s.projectId),
        ),
      ),
    );
}

function byName(rows: readonly KeyRow[], projects: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const row of rows) {
    if (projects.includes(row.projectId)) found.set(row.name, [...(found.get(row.name) ?? []), row.id]);
  }
  return found;
}
