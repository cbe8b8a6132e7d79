import { and, desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { decide, get, list } from "@/server/promotions/service";
import { testDatabase } from "../database";
import { makeWorld, type World } from "./promotions-world";
import { refusal } from "./refusals";

let db: OpenDb;
let world: World;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = await makeWorld(db, { rules: [{ role: "approver", count: 2 }] });
});

const look = (id: string) => get(world.as.viewer, { id, wait: 0 });
const approve = (id: string) => ({ id, decision: "approve" as const, comment: "" });
const bypass = (id: string, comment = "The old version leaks memory.") => ({
  id,
  decision: "bypass" as const,
  comment,
});
const lastEvent = async (id: string, action: string) => {
  const [event] = await db.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.subjectId, id), eq(auditEvents.action, action)))
    .orderBy(desc(auditEvents.id))
    .limit(1);
  return event ?? null;
};

describe("a policy that is changed under a waiting request", () => {
  test("that is emptied lets nothing through: the request keeps the approvals it was asked under", async () => {
    const { id } = await world.ask("14", "maintainer");
    await world.setPolicy({ gates: [], rules: [] }, await world.owner("olga"));
    const now = await look(id);
    expect(now).toMatchObject({
      status: "pending",
      policy: { revision: 2, rules: [] },
      approvals: [{ role: "approver", count: 2, by: [] }],
      waitsForRole: "approver",
    });
    const half = await decide(world.as.approver, approve(id));
    expect(half.status).toBe("pending");
    const second = await world.join("approver", "second-approver");
    expect((await decide(second, approve(id))).status).toBe("executing");
  });

  test("that asks for fewer is not enough, and a later one that asks for more counts too", async () => {
    const { id } = await world.ask();
    await world.setPolicy({ rules: [{ role: "approver", count: 1 }] });
    expect((await look(id)).approvals).toEqual([{ role: "approver", count: 2, by: [] }]);
    await world.setPolicy({ rules: [{ role: "maintainer", count: 1 }] });
    const both = [
      { role: "approver", count: 1, by: [] },
      { role: "maintainer", count: 1, by: [] },
    ];
    expect((await look(id)).approvals).toEqual(both);
    // Asked under stricter terms once, it is not let through by the weaker ones that follow.
    await world.setPolicy({ rules: [{ role: "approver", count: 1 }] });
    expect((await look(id)).approvals).toEqual(both);
  });

  test("does not reach requests that are made after it", async () => {
    await world.setPolicy({ rules: [{ role: "approver", count: 1 }] });
    const { id } = await world.ask();
    expect((await decide(world.as.approver, approve(id))).status).toBe("executing");
  });

  test("leaves a request of before this was kept with the terms of its policy", async () => {
    const { id } = await world.ask();
    await db.db.update(promotions).set({ rules: null }).where(eq(promotions.id, id));
    expect((await look(id)).approvals).toEqual([{ role: "approver", count: 2, by: [] }]);
    await world.setPolicy({ rules: [{ role: "approver", count: 1 }] });
    expect((await look(id)).approvals).toEqual([{ role: "approver", count: 2, by: [] }]);
  });

  test("is told to everybody who had decided: in the record, in words, and in their inbox", async () => {
    const { id } = await world.ask();
    await decide(world.as.approver, approve(id));
    await world.setPolicy({
      gates: [{ metric: "recall", atLeast: 0.99 }],
      rules: [{ role: "maintainer", count: 1 }],
    });
    expect((await lastEvent(id, "promotion.terms_changed"))?.data).toMatchObject({
      from: 1,
      to: 2,
      by: "maintainer",
      policyAsks: ["1 maintainer"],
      takes: ["1 approver", "1 maintainer"],
      askedAgain: [{ id: world.as.approver.actor?.id, name: "approver" }],
    });
    const now = await look(id);
    expect(now.evidenceChanges).toEqual([
      "the policy is revision 2, it was 1",
      "it dropped the gate “recall beats the champion by at least 0.005”",
      "it has the new gate “recall is at least 0.99”",
      "it asks for 1 maintainer, it asked for 2 approvers",
    ]);
    expect(now.status).toBe("blocked");
    const { items } = await list(world.as.approver, { limit: 50, group: "others" });
    expect(items.find((row) => row.id === id)).toMatchObject({ yourApprovalVoid: true });
  });
});

describe("a policy without a rule", () => {
  test("takes an owner's word", async () => {
    const words = await refusal(world.setPolicy({ rules: [] }));
    expect(words).toMatchObject({ code: "FORBIDDEN", words: expect.stringContaining("Only an owner") });
    expect((await world.setPolicy({ rules: [] }, await world.owner("olga"))).rules).toEqual([]);
  });
});

describe("a bypass", () => {
  test("is an owner's, says why, is recorded and stays visible", async () => {
    const { id } = await world.ask();
    await decide(world.as.approver, approve(id));
    const owner = await world.owner("olga");
    expect(await refusal(decide(owner, bypass(id, "")))).toMatchObject({ code: "BAD_REQUEST" });
    expect(await refusal(decide(world.as.maintainer, bypass(id)))).toMatchObject({
      code: "FORBIDDEN",
      words: expect.stringContaining("Only an owner"),
    });
    const done = await decide(owner, bypass(id));
    const shown = {
      by: { id: owner.actor?.id, name: "olga" },
      reason: "The old version leaks memory.",
      given: 1,
      asked: 2,
    };
    expect(done).toMatchObject({ status: "executing", bypass: shown, waitsForRole: null });
    expect((await lastEvent(id, "promotion.bypassed"))?.data).toMatchObject({
      comment: "The old version leaks memory.",
      given: 1,
      asked: 2,
    });
  });

  test("is not for who asked, passes no gate, and falls with the evidence it names", async () => {
    const owner = await world.owner("olga");
    const own = await world.ask("14", "maintainer");
    await db.db
      .update(promotions)
      .set({ requestedBy: owner.actor?.id ?? "" })
      .where(eq(promotions.id, own.id));
    expect((await refusal(decide(owner, bypass(own.id)))).words).toContain("another owner");
    const blocked = await world.ask("11");
    expect((await refusal(decide(owner, bypass(blocked.id)))).words).toContain("A gate does not pass");
  });

  test("of evidence that changed meanwhile is asked again", async () => {
    const { id } = await world.ask();
    const owner = await world.owner("olga");
    await world.measure("14", "recall", 0.97);
    expect((await refusal(decide(owner, bypass(id)))).code).toBe("CONFLICT");
    expect(await look(id)).toMatchObject({ status: "pending", bypass: null });
  });
});
