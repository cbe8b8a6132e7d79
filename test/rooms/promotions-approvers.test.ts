import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { accept, create as invite } from "@/server/people/invitations/service";
import { change, create, removeMember, setRole } from "@/server/people/service";
import { agree, decide, get, list, request, retry } from "@/server/promotions/service";
import { testDatabase } from "../database";
import { makeStage, type Stage } from "./execution-world";
import type { World } from "./promotions-world";
import { refusal } from "./refusals";

let db: OpenDb;
let stage: Stage;
let world: World;
let owner: Ctx;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  stage = await makeStage(db);
  world = stage.world;
  owner = await world.owner("olga");
});
afterEach(() => stage.registry.close());

const look = (id: string, who: Ctx = world.as.viewer) => get(who, { id, wait: 0 });
const approve = (id: string) => ({ id, decision: "approve" as const, comment: "" });
const idOf = (ctx: Ctx) => ctx.actor?.id ?? "";
const here = () => ({ project: world.project.slug });
const twoApprovers = () => world.setPolicy({ rules: [{ role: "approver", count: 2 }] });

/** Somebody new with a role, made through the API by whoever is given. */
async function newcomer(by: Ctx): Promise<Ctx> {
  const email = `${randomUUID()}@example.com`;
  const made = await create(by, { ...here(), name: "Neo", email, role: "approver" });
  return {
    ...by,
    actor: { kind: "person", id: made.id, name: "Neo", email, isOwner: false, via: "session" },
  };
}

const leave: [string, (who: Ctx) => Promise<unknown>, string][] = [
  [
    "left the project",
    (who) => removeMember(world.as.maintainer, { ...here(), person: idOf(who) }),
    "left the project",
  ],
  ["was closed", (who) => change(owner, { id: idOf(who), disabled: true }), "account of approver was closed"],
  [
    "was demoted",
    (who) => setRole(world.as.maintainer, { ...here(), person: idOf(who), role: "viewer" }),
    "role of approver was lowered",
  ],
];

describe("an approval of somebody who", () => {
  test.each(leave)("%s after the last approval stops the execution", async (_what, goes, because) => {
    const id = await stage.approved();
    await goes(world.as.approver);
    await stage.carryOut(id);
    const now = await look(id);
    expect(now).toMatchObject({
      status: "pending",
      waitsForRole: "approver",
      execution: [],
      approvals: [{ by: [] }],
    });
    expect(now.decisions).toEqual([
      expect.objectContaining({
        voidedAt: expect.any(String),
        voidedBecause: expect.stringContaining(because),
      }),
    ]);
    expect(stage.registry.writes).toEqual([]);
    expect(await world.recorded()).toEqual(
      expect.arrayContaining(["promotion.approvals_lost", "promotion.asked_again"]),
    );
    expect((await decide(world.as.maintainer, approve(id))).status).toBe("executing");
  });

  test.each(leave)(
    "%s is not counted while others are waited for, nor after coming back",
    async (_what, goes) => {
      await twoApprovers();
      const { id } = await world.ask();
      await decide(world.as.approver, approve(id));
      await goes(world.as.approver);
      expect((await look(id)).approvals).toEqual([{ role: "approver", count: 2, by: [] }]);
      await change(owner, { id: idOf(world.as.approver), disabled: false });
      await create(owner, {
        ...{ ...here(), name: "approver", role: "approver" as const },
        email: world.as.approver.actor?.email ?? "",
      });
      expect((await look(id)).approvals).toEqual([{ role: "approver", count: 2, by: [] }]);
      expect((await decide(world.as.maintainer, approve(id))).status).toBe("pending");
      // Let in again by an owner who has no part in it, they may approve anew.
      expect((await decide(world.as.approver, approve(id))).status).toBe("executing");
    },
  );

  test("bypassed the approvals and is no owner any more stops it too", async () => {
    const { id } = await world.ask();
    await decide(owner, { id, decision: "bypass", comment: "Now." });
    await change(await world.owner("otto"), { id: idOf(owner), isOwner: false });
    await stage.carryOut(id);
    expect(await look(id)).toMatchObject({ status: "pending", bypass: null });
    expect(stage.registry.writes).toEqual([]);
  });
});

describe("somebody let in after the request", () => {
  beforeEach(() => twoApprovers());

  test("by who decides counts only once an owner agreed who neither asked nor decides", async () => {
    const { id } = await world.ask();
    const neo = await newcomer(world.as.maintainer);
    await decide(world.as.maintainer, approve(id));
    const half = await decide(neo, approve(id));
    expect(half).toMatchObject({
      status: "pending",
      waitsForOwner: true,
      approvals: [{ by: [{ name: "maintainer" }] }],
    });
    const waiting = half.decisions.find(({ person }) => person.id === idOf(neo));
    expect(waiting?.waitsForOwner).toContain("by maintainer");
    const at = { id, decision: waiting?.id ?? "" };

    expect((await refusal(agree(world.as.approver, at))).code).toBe("FORBIDDEN");
    const deciding = await world.owner("otto");
    const { items } = await list(owner, { ...here(), limit: 50, group: "mine" });
    expect(items.map((row) => row.id)).toContain(id);
    const done = await agree(owner, at);
    expect(done).toMatchObject({ status: "executing", waitsForOwner: false });
    expect(done.decisions.at(-1)).toMatchObject({ agreedBy: { name: "olga" }, waitsForOwner: null });
    expect(await world.recorded()).toContain("promotion.approval_agreed");
    expect((await refusal(agree(deciding, at))).code).toBe("CONFLICT");
  });

  test("by an invitation of who decides is the same, and so is a role that was raised", async () => {
    const { id } = await world.ask();
    const { url } = await invite(world.as.maintainer, { ...here(), role: "approver", expiresInDays: 1 });
    const token = url.split("/").at(-1) ?? "";
    await accept({ ...owner, actor: world.as.viewer.actor }, { token });
    expect(await decide(world.as.viewer, approve(id))).toMatchObject({ waitsForOwner: true });
    await setRole(world.as.maintainer, { ...here(), person: idOf(world.as.contributor), role: "approver" });
    const own = await world.ask("13", "approver");
    expect(await decide(world.as.contributor, approve(own.id))).toMatchObject({ waitsForOwner: false });
  });

  test("by an owner without a part in it counts at once; by one who asks or decides it does not", async () => {
    const { id } = await world.ask();
    const neo = await newcomer(owner);
    expect((await decide(neo, approve(id))).approvals[0]?.by).toHaveLength(1);
    const after = await decide(owner, approve(id));
    expect(after).toMatchObject({
      status: "pending",
      waitsForOwner: true,
      approvals: [{ by: [{ name: "olga" }] }],
    });
    const waiting = after.decisions.find(({ person }) => person.id === idOf(neo));
    const words = await refusal(agree(owner, { id, decision: waiting?.id ?? "" }));
    expect(words).toMatchObject({ code: "FORBIDDEN", words: expect.stringContaining("another owner") });
  });
});

describe("who asked for a promotion", () => {
  test("is the person whose token asked", async () => {
    const { actor } = world.as.maintainer;
    const byToken: Ctx = { ...world.as.maintainer, actor: actor && { ...actor, via: "token" } };
    const { id } = await request(byToken, {
      ...{ model: "breast-cancer", version: "14", environment: "production", reason: "From CI." },
    });
    expect((await look(id)).requesters).toMatchObject([{ name: "maintainer", how: "token" }]);
    expect((await refusal(decide(world.as.maintainer, approve(id)))).code).toBe("FORBIDDEN");
  });

  test("is also who retried it: they approve nothing of it from then on", async () => {
    const id = await stage.approved();
    stage.registry.move("13");
    await stage.carryOut(id);
    expect((await retry(world.as.maintainer, { id })).status).toBe("pending");
    const now = await look(id, world.as.maintainer);
    expect(now).toMatchObject({
      you: { isRequester: true },
      requesters: [
        { name: "contributor", how: "asked" },
        { name: "maintainer", how: "retried" },
      ],
    });
    expect(now.couldApprove.map(({ name }) => name)).not.toContain("maintainer");
    const { items } = await list(world.as.maintainer, { ...here(), limit: 50, group: "mine" });
    expect(items).toEqual([]);
    expect((await refusal(decide(world.as.maintainer, approve(id)))).words).toContain("your own approval");
    expect((await stage.approve(id)).status).toBe("executing");
  });

  test("is not who retried what they had approved: nothing is asked again", async () => {
    const id = await stage.approved();
    stage.registry.answerInstead(() => ({
      status: 403,
      body: { error_code: "PERMISSION_DENIED", message: "No" },
    }));
    await stage.carryOut(id);
    stage.registry.answerInstead(null);
    expect((await retry(world.as.approver, { id })).status).toBe("executing");
    await stage.carryOut(id);
    expect((await look(id)).status).toBe("succeeded");
  });
});
