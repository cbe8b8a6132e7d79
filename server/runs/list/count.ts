import "server-only";
import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { all, columnConditions, ids, keyJoins, type Query, rareConditions } from "./query";

/** Counting further than this would cost more than anyone learns from it. */
const matchingUpTo = 10_000;
const allUpTo = 100_000;

export type Bounded = { count: number; more: boolean };

/** How many runs a list holds, up to a bound. */
export async function countMatching(db: Db | Tx, query: Query): Promise<Bounded> {
  if (query.projects.length === 0) return { count: 0, more: false };
  const conditions = [...columnConditions(query), ...rareConditions(query)];
  const joins = keyJoins(query, sql`r.id`);
  // Runs that are part of no other are counted in an index of their own.
  const costly = conditions.length + joins.length - (query.filter.parent === "none" ? 1 : 0);
  const bound = costly === 0 ? allUpTo : matchingUpTo;
  const { rows } = await db.execute<{ n: number }>(sql`
    select count(*)::integer as n from (
      select 1 from runs r ${sql.join(joins, sql` `)}
      where ${all([sql`r.project_id = any(${ids(query.projects)})`, ...conditions])} limit ${bound + 1}
    ) as counted`);
  const n = rows[0]?.n ?? 0;
  return { count: Math.min(n, bound), more: n > bound };
}

/** Runs that are not over. */
export async function countLive(db: Db | Tx, projects: readonly string[]): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    select count(*)::integer as n from runs r
    where r.project_id = any(${ids(projects)}) and r.status in ('queued', 'running', 'waiting')`);
  return rows[0]?.n ?? 0;
}
