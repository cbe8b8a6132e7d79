import "server-only";
import { and, desc, eq, gt, isNull, lt, ne, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { people, sessions } from "@/server/foundation/db/tables/people";

/** A session's cookie is valid this long. */
export const sessionSeconds = 14 * 86_400;

/** Where a session is used from, in general terms. */
export type Place = { client: string; network: string | null };

/** @returns the new session's id; null when the person's session of that moment is known already */
export async function insert(
  db: Db | Tx,
  personId: string,
  begunAt: string,
  place: Place,
): Promise<string | null> {
  const [row] = await db
    .insert(sessions)
    .values({ personId, begunAt, lastUsedAt: new Date().toISOString(), ...place })
    .onConflictDoNothing()
    .returning({ id: sessions.id });
  return row?.id ?? null;
}

/** The person of a session, with the session's row where it has one. */
export async function find(db: Db | Tx, at: { personId: string; begunAt: string }) {
  const [row] = await db
    .select({ person: people, session: sessions })
    .from(people)
    .leftJoin(sessions, and(eq(sessions.personId, people.id), eq(sessions.begunAt, at.begunAt)))
    .where(eq(people.id, at.personId));
  return row ?? null;
}

export async function touch(db: Db | Tx, id: string, place: Place): Promise<void> {
  await db
    .update(sessions)
    .set({ lastUsedAt: new Date().toISOString(), ...place })
    .where(eq(sessions.id, id));
}

const valid = and(
  isNull(sessions.endedAt),
  gt(sessions.begunAt, sql`now() - ${sessionSeconds} * interval '1 second'`),
);

/** A person's sessions that work, the last used first. */
export async function listValid(db: Db | Tx, personId: string) {
  return db
    .select({
      id: sessions.id,
      begunAt: sessions.begunAt,
      lastUsedAt: sessions.lastUsedAt,
      client: sessions.client,
      network: sessions.network,
    })
    .from(sessions)
    .where(and(eq(sessions.personId, personId), valid))
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.id));
}

export async function findValid(db: Db | Tx, id: string) {
  const [row] = await db
    .select({ personId: sessions.personId, client: sessions.client, person: people.name })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(and(eq(sessions.id, id), valid));
  return row ?? null;
}

export async function end(db: Db | Tx, id: string): Promise<void> {
  await db
    .update(sessions)
    .set({ endedAt: new Date().toISOString() })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt)));
}

/** Ends all sessions of a person but one, those that were never seen here among them. @returns how many were known */
export async function endAll(tx: Tx, personId: string, except?: string): Promise<number> {
  const now = new Date().toISOString();
  await tx.update(people).set({ sessionsEndedAt: now }).where(eq(people.id, personId));
  const ended = await tx
    .update(sessions)
    .set({ endedAt: now })
    .where(
      and(eq(sessions.personId, personId), valid, except === undefined ? undefined : ne(sessions.id, except)),
    )
    .returning({ id: sessions.id });
  return ended.length;
}

/** Removes sessions whose cookies are no longer valid anyway. */
export async function dropOld(db: Db): Promise<void> {
  await db
    .delete(sessions)
    .where(lt(sessions.begunAt, sql`now() - ${sessionSeconds + 86_400} * interval '1 second'`));
}
