import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { policies } from "@/server/foundation/db/tables/promotions";
import { list, put } from "@/server/policies/service";
import { decide, get } from "@/server/promotions/service";
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
  world = await makeWorld(db);
});

const content = {
  gates: [{ metric: "recall", atLeast: 0.95 }],
  rules: [{ role: "approver" as const, count: 2 }],
};

describe("a policy", () => {
  test("is a new revision with each edit, and the same one when nothing changed", async () => {
    const first = await world.setPolicy(content);
    const again = await world.setPolicy(content);
    const edited = await world.setPolicy({ ...content, rules: [{ role: "approver", count: 1 }] });
    expect(first.revision).toBe(2);
    expect(again).toEqual(first);
    expect(edited.revision).toBe(3);
    const rows = await db.db.select().from(policies).where(eq(policies.projectId, world.project.id));
    expect(rows.map((row) => [row.revision, row.replacedAt === null])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect((await world.recorded()).filter((action) => action.startsWith("policy."))).toEqual([
      "policy.created",
      "policy.changed",
      "policy.changed",
    ]);
  });

  test("stays one when it is put twice at once", async () => {
    const both = await Promise.all([world.setPolicy(content), world.setPolicy(content)]);
    expect(both.map(({ revision }) => revision)).toEqual([2, 2]);
  });

  test("is written by maintainers and read by everybody of the project", async () => {
    const words = await refusal(
      put(world.as.approver, { model: "breast-cancer", environment: "production", ...content }),
    );
    expect(words.code).toBe("FORBIDDEN");
    const { items } = await list(world.as.viewer, { project: world.project.slug });
    expect(items).toEqual([
      expect.objectContaining({
        model: "breast-cancer",
        environment: "production",
        revision: 1,
        expiresAfterHours: 168,
      }),
    ]);
  });

  test("for an environment that does not stand for the model is refused", async () => {
    const words = await refusal(world.setPolicy({ environment: "moon" }));
    expect(words).toMatchObject({ code: "NOT_FOUND", words: expect.stringContaining("no environment moon") });
  });

  test("with the same gate or role twice is refused", async () => {
    const gates = [
      { metric: "recall", atLeast: 0.5 },
      { metric: "recall", atLeast: 0.6 },
    ];
    expect((await refusal(world.setPolicy({ gates }))).words).toContain("recall: atLeast is there twice");
    const rules = [
      { role: "approver" as const, count: 1 },
      { role: "approver" as const, count: 2 },
    ];
    expect((await refusal(world.setPolicy({ rules }))).words).toContain("two rules for approvers");
  });

  test("that the project's people cannot meet says so", async () => {
    const policy = await world.setPolicy({ rules: [{ role: "maintainer", count: 2 }] });
    expect(policy.warnings).toEqual([expect.stringContaining("2 maintainers")]);
    await world.join("maintainer", "second-maintainer");
    const { items } = await list(world.as.viewer, { project: world.project.slug });
    expect(items[0]?.warnings).toEqual([]);
  });

  test("that changes voids the approvals given under the one before", async () => {
    await world.setPolicy({ rules: [{ role: "approver", count: 2 }] });
    const { id } = await world.ask();
    await decide(world.as.approver, { id, decision: "approve", comment: "" });
    await world.setPolicy({ gates: [], rules: [{ role: "maintainer", count: 1 }] });
    const now = await get(world.as.approver, { id, wait: 0 });
    expect(now).toMatchObject({
      status: "pending",
      policy: { revision: 3 },
      approvals: [
        { role: "approver", count: 1 },
        { role: "maintainer", count: 1 },
      ],
      gates: [],
      evidenceChanges: [
        "the policy is revision 3, it was 2",
        "it dropped the gate “recall beats the champion by at least 0.005”",
        "it asks for 1 maintainer, it asked for 2 approvers",
      ],
    });
    expect(now.decisions).toEqual([
      expect.objectContaining({
        voidedBecause: expect.stringContaining("the policy is revision 3, it was 2"),
      }),
    ]);
  });
});
