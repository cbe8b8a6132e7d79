import "server-only";
import { and, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { apiTokens } from "@/server/foundation/db/tables/people";

const columns = {
  id: apiTokens.id,
  name: apiTokens.name,
  prefix: apiTokens.prefix,
  createdAt: apiTokens.createdAt,
  expiresAt: apiTokens.expiresAt,
  lastUsedAt: apiTokens.lastUsedAt,
};

const valid = and(
  isNull(apiTokens.revokedAt),
  or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, sql`now()`)),
);

/** A person's valid tokens, newest first. */
export async function pageOfValid(
  db: Db | Tx,
  personId: string,
  at: { before: string | null; limit: number },
) {
  return db
    .select(columns)
    .from(apiTokens)
    .where(and(eq(apiTokens.personId, personId), valid, at.before ? lt(apiTokens.id, at.before) : undefined))
    .orderBy(desc(apiTokens.id))
    .limit(at.limit);
}

export async function insertToken(tx: Tx, values: typeof apiTokens.$inferInsert) {
  const [row] = await tx.insert(apiTokens).values(values).returning(columns);
  if (!row) throw new Error("insert gave no row");
  return row;
}

/** The owner of a valid token. */
export async function findValid(db: Db | Tx, id: string) {
  const [row] = await db
    .select({ personId: apiTokens.personId, name: apiTokens.name })
    .from(apiTokens)
    .where(and(eq(apiTokens.id, id), valid));
  return row ?? null;
}

/** Revokes all tokens of a person. @returns how many worked until now */
export async function revokeAll(tx: Tx, personId: string): Promise<number> {
  const revoked = await tx
    .update(apiTokens)
    .set({ revokedAt: new Date().toISOString() })
    .where(and(eq(apiTokens.personId, personId), valid))
    .returning({ id: apiTokens.id });
  return revoked.length;
}

export async function revoke(tx: Tx, id: string): Promise<void> {
  await tx.update(apiTokens).set({ revokedAt: new Date().toISOString() }).where(eq(apiTokens.id, id));
}
