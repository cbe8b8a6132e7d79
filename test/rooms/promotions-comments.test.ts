import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { list as listAudit } from "@/server/audit/service";
import type { Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { memberships, people } from "@/server/foundation/db/tables/people";
import { promotionComments } from "@/server/foundation/db/tables/promotions";
import { create, list, markRead, mentionable, mentions, remove } from "@/server/promotions/comments/service";
import { decide, get } from "@/server/promotions/service";
import { testDatabase } from "../database";
import { makeWorld, type World } from "./promotions-world";
import { refusal } from "./refusals";

let db: OpenDb;
let world: World;
let id: string;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = await makeWorld(db);
  ({ id } = await world.ask());
});

const idOf = (who: Ctx) => who.actor?.id ?? "";
const waiting = async (who: Ctx) =>
  (await mentions(who, { project: world.project.slug, limit: 50 })).items.map(({ comment }) => comment.text);

describe("a comment", () => {
  test("is read by everybody who sees the promotion, newest first and in pages", async () => {
    for (const text of ["one", "two", "three"]) await create(world.as.contributor, { id, text });
    const first = await list(world.as.viewer, { id, limit: 2 });
    expect(first.items.map(({ text }) => text)).toEqual(["three", "two"]);
    const rest = await list(world.as.viewer, { id, limit: 2, cursor: first.nextCursor ?? undefined });
    expect(rest.items.map(({ text }) => text)).toEqual(["one"]);
    expect(rest.nextCursor).toBeNull();
  });

  test("changes neither evidence nor approvals nor status, and may come when all is decided", async () => {
    await world.setPolicy({ gates: [], rules: [{ role: "approver", count: 2 }] });
    const asked = await world.ask("13");
    await decide(world.as.approver, { id: asked.id, decision: "approve", comment: "" });
    const before = await get(world.as.viewer, { id: asked.id, wait: 0 });
    await create(world.as.contributor, { id: asked.id, text: "Thanks." });
    expect(await get(world.as.viewer, { id: asked.id, wait: 0 })).toEqual(before);
    await decide(world.as.maintainer, { id: asked.id, decision: "reject", comment: "No." });
    expect((await create(world.as.contributor, { id: asked.id, text: "Why?" })).text).toBe("Why?");
  });

  test("is in the record without its words", async () => {
    const made = await create(world.as.contributor, { id, text: `Psst <@${idOf(world.as.approver)}>` });
    const { items } = await listAudit(world.as.viewer, {
      ...{ subjectKind: "promotion", subjectId: id, limit: 1, order: "newest" },
    });
    expect(items[0]).toMatchObject({
      action: "promotion.commented",
      data: { comment: made.id, mentions: [idOf(world.as.approver)] },
    });
    expect(JSON.stringify(items[0])).not.toContain("Psst");
  });

  test("is not written when its event cannot be", async () => {
    await db.pool.query(
      "alter table audit_events add constraint full_disk check (action <> 'promotion.commented') not valid",
    );
    await expect(create(world.as.contributor, { id, text: "lost" })).rejects.toThrow();
    await db.pool.query("alter table audit_events drop constraint full_disk");
    expect((await list(world.as.viewer, { id, limit: 50 })).items).toEqual([]);
    const rows = await db.db.select().from(promotionComments).where(eq(promotionComments.promotionId, id));
    expect(rows).toEqual([]);
  });

  test("is deleted by who wrote it, and by nobody else", async () => {
    const { id: comment } = await create(world.as.contributor, {
      ...{ id, text: `<@${idOf(world.as.approver)}> oops` },
    });
    expect((await refusal(remove(world.as.maintainer, { id, comment }))).code).toBe("FORBIDDEN");
    await remove(world.as.contributor, { id, comment });
    expect((await list(world.as.viewer, { id, limit: 50 })).items).toEqual([]);
    expect(await waiting(world.as.approver)).toEqual([]);
    expect((await world.recorded()).slice(-2)).toEqual(["promotion.commented", "promotion.comment_deleted"]);
    expect((await refusal(remove(world.as.contributor, { id, comment }))).code).toBe("NOT_FOUND");
  });

  test("of another promotion is not found under this one", async () => {
    const other = await world.ask("13");
    const { id: comment } = await create(world.as.contributor, { id: other.id, text: "here" });
    expect((await refusal(remove(world.as.contributor, { id, comment }))).code).toBe("NOT_FOUND");
  });
});

describe("a mention", () => {
  test("waits for the person until they open the promotion", async () => {
    const text = `<@${idOf(world.as.approver)}> look at v14`;
    await create(world.as.contributor, { id, text });
    expect(await waiting(world.as.approver)).toEqual([text]);
    expect(await waiting(world.as.maintainer)).toEqual([]);
    expect(await markRead(world.as.approver, { id })).toEqual({ read: 1 });
    expect(await waiting(world.as.approver)).toEqual([]);
    expect(await markRead(world.as.approver, { id })).toEqual({ read: 0 });
    await create(world.as.contributor, { id, text: `again <@${idOf(world.as.approver)}>` });
    expect(await waiting(world.as.approver)).toHaveLength(1);
  });

  test("of oneself waits for nobody", async () => {
    await create(world.as.contributor, { id, text: `<@${idOf(world.as.contributor)}> will do it` });
    expect(await waiting(world.as.contributor)).toEqual([]);
  });

  test("shows the name that the person has now", async () => {
    await create(world.as.contributor, { id, text: `<@${idOf(world.as.approver)}> look` });
    await db.db
      .update(people)
      .set({ name: "Ada King" })
      .where(eq(people.id, idOf(world.as.approver)));
    const { items } = await list(world.as.viewer, { id, limit: 1 });
    expect(items[0]?.mentions).toEqual([{ id: idOf(world.as.approver), name: "Ada King" }]);
  });

  test("is of people who can see the promotion, and of nobody else", async () => {
    const stranger = (await makeWorld(db)).as.maintainer;
    const left = await world.join("viewer", "left");
    const closed = await world.join("viewer", "closed");
    await db.db.delete(memberships).where(eq(memberships.personId, idOf(left)));
    await db.db
      .update(people)
      .set({ disabledAt: new Date().toISOString() })
      .where(eq(people.id, idOf(closed)));
    const offered = (await mentionable(world.as.viewer, { id })).items.map((person) => person.id);
    expect(offered).toEqual(expect.arrayContaining([idOf(world.as.approver), idOf(world.as.viewer)]));
    for (const who of [stranger, left, closed]) {
      expect(offered).not.toContain(idOf(who));
      const refused = await refusal(create(world.as.contributor, { id, text: `<@${idOf(who)}>` }));
      expect(refused.code).toBe("BAD_REQUEST");
    }
    expect((await list(world.as.viewer, { id, limit: 50 })).items).toEqual([]);
  });

  test("no longer waits for somebody who left the project", async () => {
    const leaving = await world.join("viewer", "leaving");
    await create(world.as.contributor, { id, text: `<@${idOf(leaving)}> stay` });
    await db.db.delete(memberships).where(eq(memberships.personId, idOf(leaving)));
    expect((await mentions(leaving, { limit: 50 })).items).toEqual([]);
  });
});
