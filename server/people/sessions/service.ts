import "server-only";
import { eq } from "drizzle-orm";
import { requireOwner, requirePerson } from "@/server/access/access";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { people } from "@/server/foundation/db/tables/people";
import { Refusal } from "@/server/foundation/errors";
import { generalNetwork } from "@/server/foundation/network";
import { clientWords } from "./client-words";
import type { Session } from "./schema";
import * as store from "./store";

export { dropOld as dropOldSessions, sessionSeconds } from "./store";

/** What a request says of where it comes from. */
export type From = { ip: string | null; userAgent: string | null };

const placeOf = ({ ip, userAgent }: From): store.Place => ({
  client: clientWords(userAgent),
  network: generalNetwork(ip),
});

/** What a session's cookie holds; cookies from before sessions were kept have no `sid`. */
export type Begun = { id: string; begunAt: number; sid?: string };

/**
 * Begins a session of a person who has signed in.
 * @param at when the password was given: one that was changed while it was checked begins no session
 * @returns what its cookie holds
 */
export async function begin(db: Db, personId: string, from: From, at = Date.now()): Promise<Required<Begun>> {
  for (let begunAt = at; ; begunAt += 1) {
    const sid = await store.insert(db, personId, new Date(begunAt).toISOString(), placeOf(from));
    if (sid) return { id: personId, begunAt, sid };
  }
}

/** How old `lastUsedAt` and `lastSeenAt` may get before they are written again. */
const freshMs = 5 * 60_000;
const isOld = (at: string | null) => at === null || Date.parse(at) < Date.now() - freshMs;

/**
 * The person of a session; null for an account that is removed or closed and for a session that has ended: by signing
 * out, by a new password, on the account page or by an owner.
 */
export async function actorOfSession(db: Db, cookie: Begun, from: From): Promise<Actor | null> {
  const begunAt = new Date(cookie.begunAt).toISOString();
  const found = await store.find(db, { personId: cookie.id, begunAt });
  if (!found || found.person.disabledAt) return null;
  const { person } = found;
  const isOver = (at: string | null) => at !== null && Date.parse(at) > cookie.begunAt;
  if (isOver(person.passwordChangedAt)) return null;
  let { session } = found;
  if (!session) {
    // A cookie of a kept session whose row is gone is not valid; one from before they were kept gets its row now.
    if (cookie.sid !== undefined || isOver(person.sessionsEndedAt)) return null;
    await store.insert(db, person.id, begunAt, placeOf(from));
    session = (await store.find(db, { personId: person.id, begunAt }))?.session ?? null;
  }
  if (!session || session.endedAt || (cookie.sid !== undefined && cookie.sid !== session.id)) return null;
  if (isOld(session.lastUsedAt)) await store.touch(db, session.id, placeOf(from));
  if (isOld(person.lastSeenAt)) {
    await db.update(people).set({ lastSeenAt: new Date().toISOString() }).where(eq(people.id, person.id));
  }
  const { id, name, email, isOwner } = person;
  return { kind: "person", id, name, email, isOwner, via: "session", session: session.id };
}

/** Ends the session of a cookie whose person signs out: copies of it no longer work. */
export async function signOut(db: Db, cookie: Begun): Promise<void> {
  const actor = await actorOfSession(db, cookie, { ip: null, userAgent: null });
  if (!actor?.session) return;
  const { session } = actor;
  await db.transaction(async (tx) => {
    await store.end(tx, session);
    await announce(tx, { project: null, noun: "people" });
  });
}

/** Whose sessions are meant: one's own, or somebody's for an owner. */
async function ofWhom(
  ctx: Ctx,
  person: string | undefined,
): Promise<{ actor: Actor; id: string; name: string }> {
  const actor = await requirePerson(ctx);
  if (person === undefined || person === actor.id) return { actor, id: actor.id, name: actor.name };
  await requireOwner(ctx);
  const [row] = await ctx.db.select({ name: people.name }).from(people).where(eq(people.id, person));
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no person ${person}.` });
  return { actor, id: person, name: row.name };
}

/** The sessions that work, the last used first. */
export async function list(
  ctx: Ctx,
  input: { person?: string },
): Promise<{ items: Session[]; nextCursor: null }> {
  const { actor, id } = await ofWhom(ctx, input.person);
  const rows = await store.listValid(ctx.db, id);
  return { items: rows.map((row) => ({ ...row, current: row.id === actor.session })), nextCursor: null };
}

/** Ends a session at once. An owner may end anybody's. */
export async function end(ctx: Ctx, input: { id: string }): Promise<void> {
  const actor = await requirePerson(ctx);
  const found = await store.findValid(ctx.db, input.id);
  if (!found || (found.personId !== actor.id && !actor.isOwner)) {
    throw new Refusal("NOT_FOUND", { what: `You have no session ${input.id}.` });
  }
  await ctx.db.transaction(async (tx) => {
    await store.end(tx, input.id);
    await record(tx, actor, {
      action: "session.ended",
      project: null,
      subject: { kind: "person", id: found.personId, name: found.person },
      data: { session: input.id, client: found.client },
    });
    await announce(tx, { project: null, noun: "people" });
  });
}

/** Ends all sessions but the one that asks. @returns how many */
export async function endOthers(ctx: Ctx, input: { person?: string }): Promise<{ ended: number }> {
  const { actor, id, name } = await ofWhom(ctx, input.person);
  return ctx.db.transaction(async (tx) => {
    const ended = await store.endAll(tx, id, actor.session);
    await record(tx, actor, {
      action: "session.ended",
      project: null,
      subject: { kind: "person", id, name },
      data: { sessions: ended },
    });
    await announce(tx, { project: null, noun: "people" });
    return { ended };
  });
}
