import "server-only";
import { and, asc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections, syncCursors } from "@/server/foundation/db/tables/connections";
import { feedbackItems } from "@/server/foundation/db/tables/feedback";
import { environments, models } from "@/server/foundation/db/tables/models";
import { projects } from "@/server/foundation/db/tables/people";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { AGAIN } from "./sync/store-state";

export type ConnectionRow = typeof connections.$inferSelect;
export type ListedRow = ConnectionRow & { project: string };

const idsOf = (scopes: readonly ProjectScope[]) => scopes.map((scope) => scope.projectId);

export async function list(db: Db | Tx, scopes: readonly ProjectScope[]): Promise<ListedRow[]> {
  if (scopes.length === 0) return [];
  const rows = await db
    .select({ row: connections, project: projects.slug })
    .from(connections)
    .innerJoin(projects, eq(projects.id, connections.projectId))
    .where(inArray(connections.projectId, idsOf(scopes)))
    .orderBy(asc(projects.slug), asc(connections.name));
  return rows.map(({ row, project }) => ({ ...row, project }));
}

export async function find(db: Db | Tx, scope: ProjectScope, id: string): Promise<ListedRow | null> {
  return (await list(db, [scope])).find((row) => row.id === id) ?? null;
}

export async function projectOf(db: Db | Tx, id: string): Promise<string | null> {
  const [row] = await db
    .select({ projectId: connections.projectId })
    .from(connections)
    .where(eq(connections.id, id));
  return row?.projectId ?? null;
}

/** The whole row with its sealed credentials, for callers that connect to the system and have checked a right. */
export async function load(db: Db | Tx, id: string): Promise<ConnectionRow | null> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id));
  return row ?? null;
}

export async function cursors(db: Db | Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(syncCursors)
    .where(and(inArray(syncCursors.connectionId, [...ids]), ne(syncCursors.stream, AGAIN)))
    .orderBy(asc(syncCursors.stream));
}

export async function insert(
  tx: Tx,
  scope: ProjectScope,
  values: Pick<ConnectionRow, "vendor" | "name" | "url" | "options">,
): Promise<string> {
  const [row] = await tx
    .insert(connections)
    .values({ ...values, projectId: scope.projectId })
    .returning({ id: connections.id });
  if (!row) throw new Error("the insert returned no connection");
  return row.id;
}

export async function update(tx: Tx, id: string, values: Partial<ConnectionRow>): Promise<void> {
  await tx.update(connections).set(values).where(eq(connections.id, id));
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.delete(connections).where(eq(connections.id, id));
}

/** The next sync reads everything again; what was read stays. */
export async function deleteCursors(tx: Tx, id: string): Promise<void> {
  await tx.delete(syncCursors).where(eq(syncCursors.connectionId, id));
}

/** What depends on a connection and exists only in Terrapin. */
export async function dependents(tx: Tx, id: string) {
  const names = await tx
    .select({ name: environments.name })
    .from(environments)
    .where(and(eq(environments.connectionId, id), isNull(environments.removedAt)))
    .orderBy(asc(environments.name));
  const [counts] = await tx
    .select({
      promotions: sql<number>`(select count(*)::integer from ${promotions} p join ${models} m on m.id = p.model_id where m.connection_id = ${id})`,
      feedback: sql<number>`(select count(*)::integer from ${feedbackItems} f join ${models} m on m.id = f.model_id where m.connection_id = ${id})`,
    })
    .from(sql`(select 1) as one`);
  return {
    environments: names.map((e) => e.name),
    promotions: counts?.promotions ?? 0,
    feedback: counts?.feedback ?? 0,
  };
}

/**
 * Claims the connections whose next sync is due, so that no other process claims them too. Until a sync sets a better
 * time, the next one is due in `requeueSeconds`.
 */
export async function claimDue(tx: Tx, requeueSeconds: number): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    update connections set next_sync_at = now() + ${requeueSeconds} * interval '1 second'
    where id in (
      select id from connections
      where paused_at is null and next_sync_at <= now()
      order by next_sync_at
      for no key update skip locked)
    returning id::text`);
  return rows.map((row) => row.id);
}
