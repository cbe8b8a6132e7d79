import "server-only";
import { asc, eq, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { installation, outboundRanges } from "@/server/foundation/db/tables/installation";
import { people } from "@/server/foundation/db/tables/people";

const columns = {
  id: outboundRanges.id,
  range: outboundRanges.range,
  note: outboundRanges.note,
  openedBy: people.name,
  createdAt: outboundRanges.createdAt,
};

export async function list(db: Db | Tx) {
  return db
    .select(columns)
    .from(outboundRanges)
    .leftJoin(people, eq(people.id, outboundRanges.openedBy))
    .orderBy(asc(outboundRanges.id));
}

/** A range in its one spelling, `10.0.0.0/8` for `10.1.2.3/8`; null unless it lies within one of `within`. */
export async function canonical(
  db: Db | Tx,
  range: string,
  within: readonly string[],
): Promise<string | null> {
  const { rows } = await db.execute<{ range: string }>(sql`
    select network(${range}::inet)::text as range
    where exists (select from unnest(${sql.param(within)}::text[]) w where ${range}::inet <<= w::inet)`);
  return rows[0]?.range ?? null;
}

export async function insert(tx: Tx, values: typeof outboundRanges.$inferInsert): Promise<string> {
  const [row] = await tx.insert(outboundRanges).values(values).returning({ id: outboundRanges.id });
  if (!row) throw new Error("insert gave no row");
  return row.id;
}

/** @returns the range that was there, or null */
export async function remove(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.delete(outboundRanges).where(eq(outboundRanges.id, id)).returning();
  return row?.range ?? null;
}

/** Where people reach this installation, as the server that started last wrote it down. */
export async function urlOf(db: Db | Tx): Promise<string | null> {
  const [row] = await db.select().from(installation).where(eq(installation.key, "url"));
  return row?.value ?? null;
}
