import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { decisions, promotions } from "@/server/foundation/db/tables/promotions";
import {
  cancel,
  decide,
  get,
  list,
  maintainOpenPromotions,
  preview,
  request,
} from "@/server/promotions/service";
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

const challenge = { model: "breast-cancer", version: "14", environment: "production" };
const approve = (id: string, over: { evidenceDigest?: string; comment?: string } = {}) => ({
  id,
  decision: "approve" as const,
  comment: "",
  ...over,
});
const reject = (id: string, comment = "No.") => ({ id, decision: "reject" as const, comment });
const look = (id: string) => get(world.as.viewer, { id, wait: 0 });
const jobsFor = async (id: string) => {
  const { rows } = await db.pool.query(
    "select 1 from pgboss.job where name = 'execute' and data->>'promotion' = $1",
    [id],
  );
  return rows.length;
};

describe("asking", () => {
  test("pins the evidence, evaluates the gates on it and waits for the policy's approvals", async () => {
    const made = await world.ask();
    expect(made).toMatchObject({
      status: "pending",
      champion: "12",
      waitsForRole: "approver",
      requestedBy: { name: "contributor" },
      approvals: [{ role: "approver", count: 1, by: [] }],
      target: { alias: "champion", connectionName: "mlflow" },
      you: { role: "contributor", isRequester: true, hasApproved: false },
    });
    expect(made.gates).toEqual([
      expect.objectContaining({ result: "pass", because: "+0.019 on v12, at least +0.005" }),
    ]);
    expect(made.evidence.challenger).toMatchObject({
      version: "14",
      commitSha: "c0ffee14",
      metrics: { recall: 0.961, log_loss: 0.084 },
    });
    expect(made.evidence.champion?.metrics).toEqual({ recall: 0.942, log_loss: 0.09 });
    expect(made.evidenceDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(made.couldApprove.map(({ name }) => name)).toEqual(["approver", "maintainer"]);
    const week = Date.parse(made.expiresAt) - Date.parse(made.createdAt);
    expect(week).toBe(168 * 3_600_000);
    expect(await world.recorded()).toContain("promotion.requested");
    expect(await jobsFor(made.id)).toBe(0);
  });

  test("is blocked by a gate that does not pass, and says which", async () => {
    const made = await world.ask("11");
    expect(made).toMatchObject({ status: "blocked", waitsForRole: null });
    expect(made.outcome).toContain("recall beats the champion by at least 0.005: −0.012 on v12");
    expect((await refusal(decide(world.as.approver, approve(made.id)))).words).toBe("A gate does not pass.");
  });

  test("under a policy without rules is approved and sent on its way at once", async () => {
    await world.setPolicy({ rules: [] }, await world.owner("olga"));
    const made = await world.ask();
    expect(made.status).toBe("executing");
    expect(await jobsFor(made.id)).toBe(1);
  });

  test("for a version that serves, that is asked for already, or that is not ready is refused", async () => {
    expect((await refusal(world.ask("12"))).words).toContain("v12 serves production already");
    const { id } = await world.ask();
    expect((await refusal(world.ask())).words).toContain(`asked for already: promotion ${id}`);
    await db.db
      .update(modelVersions)
      .set({ status: "PENDING_REGISTRATION" })
      .where(eq(modelVersions.id, world.versionId("13")));
    expect((await refusal(world.ask("13"))).words).toContain("PENDING_REGISTRATION");
  });

  test("twice at once makes one promotion", async () => {
    const results = await Promise.allSettled([world.ask(), world.ask()]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("without a policy, a version or an environment says what is missing", async () => {
    await db.db.execute("update policies set replaced_at = now()");
    expect(await refusal(world.ask())).toMatchObject({
      code: "CONFLICT",
      words: expect.stringContaining("No policy"),
    });
    const ask = (over: object) => request(world.as.contributor, { ...challenge, reason: "x", ...over });
    expect((await refusal(ask({ version: "99" }))).code).toBe("NOT_FOUND");
    expect((await refusal(ask({ environment: "moon" }))).code).toBe("NOT_FOUND");
    expect((await refusal(ask({ model: "nobody" }))).code).toBe("NOT_FOUND");
  });

  test("takes a contributor, and a member of the project", async () => {
    expect((await refusal(world.ask("14", "viewer"))).code).toBe("FORBIDDEN");
    const stranger = (await makeWorld(db)).as.maintainer;
    const foreign = { ...challenge, project: world.project.slug, reason: "x" };
    expect((await refusal(request(stranger, foreign))).code).toBe("FORBIDDEN");
  });

  test("can be looked at before: the gates as they stand, and why not", async () => {
    const seen = await preview(world.as.viewer, challenge);
    expect(seen).toMatchObject({ refusal: null, open: null, role: "viewer" });
    expect(seen.gates.map(({ result }) => result)).toEqual(["pass"]);
    const { id } = await world.ask();
    expect(await preview(world.as.viewer, challenge)).toMatchObject({
      open: id,
      refusal: expect.stringContaining("already"),
    });
  });
});

describe("deciding", () => {
  test("the last approval sends it on its way, in one transaction with its job", async () => {
    await world.setPolicy({ rules: [{ role: "approver", count: 2 }] });
    const { id, evidenceDigest } = await world.ask();
    const half = await decide(
      world.as.approver,
      approve(id, { evidenceDigest, comment: "Checked by hand." }),
    );
    expect(half).toMatchObject({ status: "pending", approvals: [{ by: [{ name: "approver" }] }] });
    expect(await jobsFor(id)).toBe(0);
    const whole = await decide(world.as.maintainer, approve(id, { evidenceDigest }));
    expect(whole).toMatchObject({ status: "executing", waitsForRole: null });
    expect(whole.execution.map(({ kind, status }) => [kind, status])).toEqual([
      ["check", "queued"],
      ["read_alias", "queued"],
      ["set_alias", "queued"],
      ["verify_alias", "queued"],
    ]);
    expect(await jobsFor(id)).toBe(1);
    expect(whole.decisions.map((d) => [d.person.name, d.role, d.comment])).toEqual([
      ["approver", "approver", "Checked by hand."],
      ["maintainer", "maintainer", ""],
    ]);
  });

  test("two last approvals at once are one execution", async () => {
    const other = await world.join("approver", "second-approver");
    const { id } = await world.ask();
    const results = await Promise.allSettled([
      decide(world.as.approver, approve(id)),
      decide(other, approve(id)),
      decide(world.as.maintainer, approve(id)),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await jobsFor(id)).toBe(1);
    expect(await db.db.select().from(decisions).where(eq(decisions.promotionId, id))).toHaveLength(1);
  });

  test("the requester's own approval is refused, even a maintainer's", async () => {
    const { id } = await world.ask("14", "maintainer");
    const words = await refusal(decide(world.as.maintainer, approve(id)));
    expect(words).toMatchObject({
      code: "FORBIDDEN",
      words: expect.stringContaining("your own approval does not count"),
    });
  });

  test("one person approves once", async () => {
    await world.setPolicy({ rules: [{ role: "approver", count: 2 }] });
    const { id } = await world.ask();
    await decide(world.as.approver, approve(id));
    expect((await refusal(decide(world.as.approver, approve(id)))).words).toContain("approved this already");
    expect((await look(id)).approvals[0]?.by).toHaveLength(1);
  });

  test("takes an approver of the project", async () => {
    const { id } = await world.ask();
    expect((await refusal(decide(world.as.contributor, approve(id)))).code).toBe("FORBIDDEN");
    const stranger = (await makeWorld(db)).as.maintainer;
    expect((await refusal(decide(stranger, approve(id)))).code).toBe("FORBIDDEN");
    expect((await refusal(get(stranger, { id, wait: 0 }))).code).toBe("FORBIDDEN");
  });

  test("a rejection says why, and ends it", async () => {
    const { id } = await world.ask();
    expect((await refusal(decide(world.as.approver, reject(id, "")))).code).toBe("BAD_REQUEST");
    const over = await decide(world.as.approver, reject(id, "Too slow."));
    expect(over).toMatchObject({ status: "rejected", outcome: "Rejected by approver: Too slow." });
    expect((await refusal(decide(world.as.maintainer, approve(id)))).words).toBe("It was rejected.");
  });

  test("who approved may still reject", async () => {
    await world.setPolicy({ rules: [{ role: "approver", count: 2 }] });
    const { id } = await world.ask();
    await decide(world.as.approver, approve(id));
    const over = await decide(world.as.approver, reject(id, "I looked again."));
    expect(over.status).toBe("rejected");
    expect(over.decisions.map((d) => [d.decision, d.voidedAt !== null])).toEqual([
      ["approve", true],
      ["reject", false],
    ]);
  });

  test("a decision on other evidence than is pinned is refused", async () => {
    const { id } = await world.ask();
    const stale = await refusal(decide(world.as.approver, approve(id, { evidenceDigest: "sha256:old" })));
    expect(stale).toMatchObject({
      code: "CONFLICT",
      words: expect.stringContaining("changed while you were reading"),
    });
    expect((await look(id)).decisions).toEqual([]);
  });
});

describe("evidence that changes", () => {
  test.each<[string, (w: World) => Promise<unknown>, string]>([
    [
      "a metric of the challenger",
      (w) => w.measure("14", "recall", 0.97),
      "recall of v14 is 0.97, it was 0.961",
    ],
    [
      "a metric of the champion",
      (w) => w.measure("12", "recall", 0.95),
      "recall of v12 is 0.95, it was 0.942",
    ],
    ["the champion", (w) => w.observe("13"), "the champion is v13, it was v12"],
    [
      "the policy",
      (w) => w.setPolicy({ rules: [{ role: "approver", count: 3 }] }),
      "the policy is revision 3, it was 2; it asks for 3 approvers, it asked for 2 approvers",
    ],
  ])("voids the approvals when it is %s", async (_what, change, words) => {
    await world.setPolicy({ rules: [{ role: "approver", count: 2 }] });
    const made = await world.ask();
    await decide(world.as.approver, approve(made.id));
    await change(world);
    const told = await refusal(
      decide(world.as.maintainer, approve(made.id, { evidenceDigest: made.evidenceDigest })),
    );
    expect(told.code).toBe("CONFLICT");
    expect(told.words).toContain(words);
    const now = await look(made.id);
    expect(now).toMatchObject({
      status: "pending",
      approvals: [{ by: [] }],
      evidenceChanges: words.split("; "),
    });
    expect(now.evidenceDigest).not.toBe(made.evidenceDigest);
    expect(now.decisions).toEqual([expect.objectContaining({ voidedBecause: `${words}.` })]);
    expect(await world.recorded()).toContain("promotion.evidence_changed");
    const mine = await list(world.as.approver, { group: "mine", project: world.project.slug, limit: 10 });
    expect(mine.items).toEqual([expect.objectContaining({ id: made.id, yourApprovalVoid: true })]);
    await decide(world.as.approver, approve(made.id, { evidenceDigest: now.evidenceDigest }));
  });

  test("blocks it when a gate no longer passes, and frees it when it passes again", async () => {
    const { id } = await world.ask();
    await world.measure("14", "recall", 0.9);
    expect((await refusal(decide(world.as.approver, approve(id)))).words).toContain("It is blocked now.");
    expect((await look(id)).status).toBe("blocked");
    await world.measure("14", "recall", 0.99);
    await maintainOpenPromotions(systemCtx(db.db, "test"));
    expect(await look(id)).toMatchObject({ status: "pending", waitsForRole: "approver" });
  });

  test("that is the version itself, serving by another way, supersedes it", async () => {
    const { id } = await world.ask();
    await world.observe("14");
    await maintainOpenPromotions(systemCtx(db.db, "test"));
    expect(await look(id)).toMatchObject({ status: "superseded", outcome: "v14 serves production already." });
  });

  test("NaN and infinities of a run are evidence, and block with words", async () => {
    const { id } = await world.ask();
    await world.measure("14", "recall", Number.NaN);
    await world.measure("14", "log_loss", Number.POSITIVE_INFINITY);
    await maintainOpenPromotions(systemCtx(db.db, "test"));
    const now = await look(id);
    expect(now.status).toBe("blocked");
    expect(now.outcome).toContain("recall of v14 is NaN");
    expect(now.evidence.challenger.metrics).toMatchObject({ recall: "NaN", log_loss: "Infinity" });
  });
});

describe("taking back and running out", () => {
  test("the requester or a maintainer cancels, nobody else", async () => {
    const first = await world.ask();
    const other = await world.join("contributor", "other-contributor");
    expect((await refusal(cancel(other, { id: first.id, comment: "" }))).code).toBe("FORBIDDEN");
    expect(await cancel(world.as.contributor, { id: first.id, comment: "Wrong one." })).toMatchObject({
      status: "canceled",
      outcome: "Canceled by contributor: Wrong one.",
    });
    const second = await world.ask();
    expect((await cancel(world.as.maintainer, { id: second.id, comment: "" })).status).toBe("canceled");
    expect((await refusal(cancel(world.as.maintainer, { id: second.id, comment: "" }))).code).toBe(
      "CONFLICT",
    );
  });

  test("it expires when its time is over", async () => {
    const { id } = await world.ask();
    await maintainOpenPromotions(systemCtx(db.db, "test"));
    expect((await look(id)).status).toBe("pending");
    await db.db
      .update(promotions)
      .set({ expiresAt: "2026-01-01T00:00:00.000Z" })
      .where(eq(promotions.id, id));
    await maintainOpenPromotions(systemCtx(db.db, "test"));
    expect(await look(id)).toMatchObject({ status: "expired", waitsForRole: null });
    expect(await world.recorded()).toContain("promotion.expired");
  });
});

test("voided decisions do not stand in the way of the same person's next one", async () => {
  await world.setPolicy({ rules: [{ role: "approver", count: 2 }] });
  const { id } = await world.ask();
  for (const recall of [0.97, 0.98, 0.99]) {
    await decide(world.as.approver, approve(id));
    await world.measure("14", "recall", recall);
    await maintainOpenPromotions(systemCtx(db.db, "test"));
  }
  const rows = await db.db.select().from(decisions).where(eq(decisions.promotionId, id));
  expect(rows).toHaveLength(3);
  const stands = and(eq(decisions.promotionId, id), isNull(decisions.voidedAt));
  expect(await db.db.select().from(decisions).where(stands)).toEqual([]);
});
