import "server-only";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Actor } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { apiTokens, people } from "@/server/foundation/db/tables/people";
import { unstorableText } from "@/server/foundation/errors";
import { unstorableAt } from "@/server/foundation/storable-text";
import { checkPassword, hashSecret } from "./secrets";
import { countTry, type Sleep } from "./sign-in-limits";

/**
 * Checks an address and a password. The try is counted first: `sign-in-limits.ts`.
 * @param sleep holds a try back, for as many milliseconds
 * @returns the person, or null when they do not match or the account is closed
 * @throws Refusal TOO_MANY_REQUESTS after many wrong tries from one address
 */
export async function signIn(
  db: Db,
  input: { email: string; password: string; ip: string | null },
  sleep?: Sleep,
): Promise<{ id: string; name: string; email: string } | null> {
  if (unstorableAt(input)) throw unstorableText();
  const email = input.email.trim().toLowerCase();
  const wasRight = await countTry(db, { email, ip: input.ip }, sleep);
  const [person] = await db.select().from(people).where(eq(people.email, email));
  const matches = await checkPassword(person?.passwordHash ?? null, input.password);
  if (!person || !matches || person.disabledAt) return null;
  await wasRight();
  return { id: person.id, name: person.name, email: person.email };
}

/** The person of a bearer token; null for one that is unknown, revoked or expired. */
export async function actorOfToken(db: Db, token: string): Promise<Actor | null> {
  const [row] = await db
    .select({ tokenId: apiTokens.id, lastUsedAt: apiTokens.lastUsedAt, person: people })
    .from(apiTokens)
    .innerJoin(people, eq(people.id, apiTokens.personId))
    .where(
      and(
        eq(apiTokens.tokenHash, hashSecret(token)),
        isNull(apiTokens.revokedAt),
        isNull(people.disabledAt),
        or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, sql`now()`)),
      ),
    );
  if (!row) return null;
  const minuteAgo = Date.now() - 60_000;
  if (!row.lastUsedAt || Date.parse(row.lastUsedAt) < minuteAgo) {
    await db
      .update(apiTokens)
      .set({ lastUsedAt: new Date().toISOString() })
      .where(eq(apiTokens.id, row.tokenId));
  }
  const { id, name, email, isOwner } = row.person;
  return { kind: "person", id, name, email, isOwner, via: "token", tokenId: row.tokenId };
}
