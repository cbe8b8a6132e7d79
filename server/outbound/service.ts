import "server-only";
import { requireOwner, requirePerson } from "@/server/access/access";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { isUniqueViolation, Refusal } from "@/server/foundation/errors";
import { isLocalUrl, type Outbound, outboundOf } from "./judge";
import type { OpenRange, OutboundRange, OutboundRanges } from "./schema";
import { privateRanges } from "./special-addresses";
import * as store from "./store";

async function isLocal(db: Db | Tx): Promise<boolean> {
  const url = (await store.urlOf(db)) ?? process.env.TERRAPIN_URL;
  return !url || isLocalUrl(url);
}

/**
 * To which addresses a connection may lead now.
 * @param exact whether whoever gets the messages may know what listens in the network
 */
export async function outboundNow(db: Db | Tx, { exact }: { exact: boolean }): Promise<Outbound> {
  const [local, ranges] = [await isLocal(db), await store.list(db)];
  return outboundOf({ local, ranges: ranges.map(({ range }) => range), exact });
}

/** The private ranges that are open, for everybody who is signed in. */
export async function list(ctx: Ctx): Promise<OutboundRanges> {
  await requirePerson(ctx);
  return { items: await store.list(ctx.db), nextCursor: null, allOpen: await isLocal(ctx.db) };
}

/**
 * Opens a private range to the connections of every project.
 * @throws Refusal BAD_REQUEST for a range that is not within a private one, CONFLICT when it is open
 */
export async function open(ctx: Ctx, input: OpenRange): Promise<OutboundRange> {
  const actor = await requireOwner(ctx);
  const allowed = privateRanges.map((each) => each.range);
  const range = await store.canonical(ctx.db, input.range, allowed);
  if (range === null) {
    throw new Refusal("BAD_REQUEST", {
      what: `${input.range} is not a private range.`,
      why: "Public addresses need no opening, and link-local and metadata addresses are never opened.",
      todo: `Enter a part of ${allowed.slice(0, 6).join(", ")}.`,
    });
  }
  try {
    return await ctx.db.transaction(async (tx) => {
      const openedBy = actor.kind === "person" ? actor.id : null;
      const id = await store.insert(tx, { range, note: input.note, openedBy });
      await record(tx, actor, {
        action: "outbound.opened",
        project: null,
        subject: { kind: "outbound range", id, name: range },
        data: { note: input.note },
      });
      await announce(tx, { project: null, noun: "connections" });
      const row = (await store.list(tx)).find((each) => each.id === id);
      if (!row) throw new Error("the insert returned no range");
      return row;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal("CONFLICT", { what: `${range} is open already.` });
  }
}

/** Closes a range. A request that is being answered ends; the next one is refused. */
export async function close(ctx: Ctx, input: { id: string }): Promise<void> {
  const actor = await requireOwner(ctx);
  await ctx.db.transaction(async (tx) => {
    const range = await store.remove(tx, input.id);
    if (range === null) throw new Refusal("NOT_FOUND", { what: `There is no open range ${input.id}.` });
    await record(tx, actor, {
      action: "outbound.closed",
      project: null,
      subject: { kind: "outbound range", id: input.id, name: range },
    });
    await announce(tx, { project: null, noun: "connections" });
  });
}
