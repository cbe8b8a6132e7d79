import "server-only";
import { type ProjectScope, projectsWith } from "@/server/access/access";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { keysetPage, type Page } from "@/server/foundation/paging";
import { id } from "@/server/foundation/shapes";
import { scopeOn } from "../access";
import { refOf } from "../launch";
import { recordAndAnnounce } from "../record-and-announce";
import { find as findPromotion } from "../store";
import { labelled, type Mentionable, mentionedIds } from "./mentions";
import type { Comment, CreateComment, ListComments, ListMentions, Mention, RemoveComment } from "./schema";
import * as store from "./store";

async function toComments(db: Db | Tx, rows: readonly store.CommentRow[]): Promise<Comment[]> {
  const names = await store.namesOf(db, [...new Set(rows.flatMap((row) => mentionedIds(row.text)))]);
  return rows.map((row) => ({
    id: row.id,
    promotion: row.promotionId,
    person: { id: row.personId, name: row.author },
    text: row.text,
    mentions: mentionedIds(row.text).flatMap((person) => {
      const name = names.get(person);
      return name === undefined ? [] : [{ id: person, name }];
    }),
    createdAt: row.createdAt,
  }));
}

/** The discussion of a promotion, newest first. */
export async function list(ctx: Ctx, input: ListComments): Promise<Page<Comment>> {
  const scope = await scopeOn(ctx, "promotions.read", input.id);
  const found = await keysetPage(
    input,
    id,
    (before, limit) => store.page(ctx.db, scope, { promotion: input.id, before, limit }),
    (row) => row.id,
  );
  return { ...found, items: await toComments(ctx.db, found.items) };
}

/** Everybody who may be mentioned in a promotion: who can see it. */
export async function mentionable(ctx: Ctx, input: { id: string }): Promise<{ items: Mentionable[] }> {
  const scope = await scopeOn(ctx, "promotions.read", input.id);
  return { items: labelled(await store.readers(ctx.db, scope)) };
}

async function promotionOf(tx: Tx, scope: ProjectScope, promotion: string) {
  const row = await findPromotion(tx, scope, promotion);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no promotion ${promotion}.` });
  return refOf(row);
}

/**
 * Adds to the discussion of a promotion, whatever its status. The record says that a comment was written, not what is
 * in it, so that it can be deleted.
 * @throws Refusal BAD_REQUEST when it mentions somebody who cannot see the promotion
 */
export async function create(ctx: Ctx, input: CreateComment): Promise<Comment> {
  const scope = await scopeOn(ctx, "promotions.comment", input.id);
  return ctx.db.transaction(async (tx) => {
    const promotion = await promotionOf(tx, scope, input.id);
    const mentions = mentionedIds(input.text);
    const readers = new Set((await store.readers(tx, scope)).map((reader) => reader.id));
    const stranger = mentions.find((person) => !readers.has(person));
    if (stranger !== undefined) {
      throw new Refusal("BAD_REQUEST", {
        what: `Person ${stranger} cannot see this promotion.`,
        todo: "Mention people of its project: `<@42>` names person 42.",
      });
    }
    const row = { promotionId: input.id, personId: scope.actor.id, text: input.text };
    const made = await store.insert(
      tx,
      row,
      mentions.filter((person) => person !== scope.actor.id),
    );
    await recordAndAnnounce(tx, scope.actor, promotion, "promotion.commented", { comment: made, mentions });
    const written = await store.find(tx, scope, input.id, made);
    const [comment] = written ? await toComments(tx, [written]) : [];
    if (!comment) throw new Error(`comment ${made} was not written`);
    return comment;
  });
}

/** Deletes one's own comment. @throws Refusal FORBIDDEN for somebody else's, NOT_FOUND when there is none */
export async function remove(ctx: Ctx, input: RemoveComment): Promise<RemoveComment> {
  const scope = await scopeOn(ctx, "promotions.comment", input.id);
  return ctx.db.transaction(async (tx) => {
    const promotion = await promotionOf(tx, scope, input.id);
    const row = await store.find(tx, scope, input.id, input.comment);
    if (!row) throw new Refusal("NOT_FOUND", { what: `There is no comment ${input.comment}.` });
    if (row.personId !== scope.actor.id) {
      throw new Refusal("FORBIDDEN", {
        what: "Only who wrote a comment may delete it.",
        todo: `Ask ${row.author}.`,
      });
    }
    await store.remove(tx, row.id);
    await recordAndAnnounce(tx, scope.actor, promotion, "promotion.comment_deleted", { comment: row.id });
    return input;
  });
}

/** The comments that name the reader in promotions which they have not opened since, newest first. */
export async function mentions(ctx: Ctx, input: ListMentions): Promise<Page<Mention>> {
  const scopes = await projectsWith(ctx, "promotions.read", input.project);
  const person = ctx.actor?.kind === "person" ? ctx.actor.id : null;
  if (person === null) return { items: [], nextCursor: null };
  const found = await keysetPage(
    input,
    id,
    (before, limit) => store.unread(ctx.db, scopes, { person, before, limit }),
    (row) => row.comment.id,
  );
  const comments = await toComments(
    ctx.db,
    found.items.map(({ comment, author }) => ({ ...comment, author })),
  );
  return {
    ...found,
    items: found.items.flatMap(({ promotion }, index) => {
      const comment = comments[index];
      return comment ? [{ comment, promotion }] : [];
    }),
  };
}

/** The reader has opened a promotion: what names them in it waits no longer. It is no event of the record. */
export async function markRead(ctx: Ctx, input: { id: string }): Promise<{ read: number }> {
  const scope = await scopeOn(ctx, "promotions.read", input.id);
  return ctx.db.transaction(async (tx) => {
    const read = await store.markRead(tx, input.id, scope.actor.id, new Date().toISOString());
    if (read > 0) await announce(tx, { project: scope.projectId, noun: "promotions", id: input.id });
    return { read };
  });
}
