import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "@/server/context";
import type { OpenDb } from "@/server/db/open";
import { feedbackItems, forms } from "@/server/db/tables/feedback";
import { modelVersions } from "@/server/db/tables/models";
import { decisions, policies, promotions } from "@/server/db/tables/promotions";
import { runDatasets } from "@/server/db/tables/runs";
import { put } from "@/server/environments/service";
import { addPoints } from "@/server/metrics/service";
import {
  findModel,
  getVersion,
  head,
  linkArrivedRuns,
  list,
  listVersions,
  servingNow,
  startDeployment,
  timeline,
  upsertFromRegistry,
  versionDetail,
  versionTable,
} from "@/server/models/service";
import { projectsWith } from "@/server/people/access";
import { createCaller } from "@/server/router";
import { testDatabase } from "../database";
import { makeProject, makeRun, sourceModel, sourceVersion, type TestProject } from "./models-world";

let db: OpenDb;
let screening: TestProject;
let foreign: TestProject;
let versionId: Record<string, string>;
let modelId: string;
const environmentId: Record<string, string> = {};
const promotionId: Record<string, string> = {};
const hourMs = 3_600_000;
const begun = Date.now();
const ago = (days: number) => new Date(begun - days * 24 * hourMs).toISOString();
const one = { model: "breast-cancer" };
const gate = (metric: string, result: "pass" | "fail") => ({
  ...{ metric, result, label: metric, value: 1, champion: null, gain: null, because: "" },
});

/** breast-cancer 1–5: 3 in production after 4 was rolled back, 5 in staging and asked for production, 2 rejected. */
beforeAll(async () => {
  db = await testDatabase();
  screening = await makeProject(db, "screening");
  foreign = await makeProject(db, "foreign");
  const measured: Record<string, Record<string, number>> = {
    1: { recall: 0.905, auc: 0.9695 },
    2: { recall: 0.912, auc: 0.9701 },
    3: { recall: 0.942, auc: 0.9812, epochs: 30 },
    4: { recall: 0.951, auc: Number.NaN },
    5: { recall: 0.961, auc: 0.9837 },
  };
  for (const [v, metrics] of Object.entries(measured)) {
    const run = await makeRun(db, screening, {
      externalId: `run-of-breast-cancer-${v}`,
      commitSha: v.repeat(40),
      metrics,
    });
    await db.db
      .insert(runDatasets)
      .values({ runId: run.id, name: "wdbc", digest: `d${v}`, context: "training" });
  }
  const versions = ["1", "2", "3", "4", "5"].map((v) => sourceVersion("breast-cancer", v));
  await db.db.transaction((tx) =>
    upsertFromRegistry(tx, {
      connectionId: screening.connection.id,
      models: [
        sourceModel("breast-cancer", { description: "tells malignant from benign" }),
        sourceModel("idle"),
      ],
      versions,
      aliases: [],
      at: ago(50),
    }),
  );
  await db.db.transaction((tx) => linkArrivedRuns(tx, screening.connection.id));
  for (const [name, alias] of [
    ["production", "champion"],
    ["staging", "challenger"],
  ] as const) {
    const made = await put(screening.as.maintainer, {
      project: "screening",
      name,
      connection: "mlflow",
      alias,
    });
    environmentId[name] = made.id;
  }
  modelId = (await findModel(db.db, await projectsWith(screening.as.viewer, "models.read"), "breast-cancer"))
    .id;
  const rows = await db.db.select().from(modelVersions).where(eq(modelVersions.modelId, modelId));
  versionId = Object.fromEntries(rows.map((r) => [r.version, r.id]));
  const pair = { projectId: screening.project.id, modelId, environmentId: environmentId.production ?? "" };
  const [policy] = await db.db
    .insert(policies)
    .values({
      ...pair,
      revision: 1,
      gates: [
        { metric: "auc", beatsChampionBy: 0 },
        { metric: "recall", atLeast: 0.93 },
      ],
      rules: [{ role: "approver", count: 2 }],
    })
    .returning();
  const promote = async (name: string, v: string, over: Partial<typeof promotions.$inferInsert>) => {
    const [row] = await db.db
      .insert(promotions)
      .values({
        ...pair,
        versionId: versionId[v] ?? "",
        policyId: policy?.id ?? "",
        status: "succeeded",
        requestedBy: screening.as.contributor.actor?.id ?? "",
        evidence: {},
        evidenceDigest: "-",
        gates: [gate("auc", "pass"), gate("recall", "pass")],
        expiresAt: ago(-7),
        ...over,
      })
      .returning();
    promotionId[name] = row?.id ?? "";
    return row?.id ?? "";
  };
  const serve = (
    v: string,
    name: string,
    days: number,
    over: Partial<Parameters<typeof startDeployment>[1]> = {},
  ) =>
    db.db.transaction((tx) =>
      startDeployment(tx, {
        projectId: screening.project.id,
        modelId,
        environmentId: environmentId[name] ?? "",
        versionId: versionId[v] ?? "",
        promotionId: null,
        source: "promotion",
        at: ago(days),
        previousEnded: "superseded",
        because: null,
        ...over,
      }),
    );
  await promote("third", "3", { createdAt: ago(31), endedAt: ago(30) });
  await serve("3", "production", 30, { promotionId: promotionId.third });
  await promote("fourth", "4", { createdAt: ago(6), endedAt: ago(5), status: "rolled_back" });
  await serve("4", "production", 5, { promotionId: promotionId.fourth });
  await promote("back", "3", {
    createdAt: ago(4),
    endedAt: ago(4),
    rollbackOf: promotionId.fourth,
    championVersionId: versionId["4"],
  });
  await serve("3", "production", 4, {
    promotionId: promotionId.back,
    source: "rollback",
    previousEnded: "rolled_back",
    because: "recall under 0.93",
  });
  await serve("5", "staging", 3);
  const second = await promote("second", "2", {
    createdAt: ago(20),
    endedAt: ago(20),
    status: "rejected",
    gates: [gate("auc", "pass"), gate("recall", "fail")],
  });
  expect(second).not.toBe("");
  const fifth = await promote("fifth", "5", { createdAt: ago(1), status: "pending" });
  const approver = screening.as.approver.actor?.id ?? "";
  for (const name of ["third", "fifth"]) {
    await db.db.insert(decisions).values({
      ...{ promotionId: promotionId[name] ?? "", personId: approver, role: "approver", decision: "approve" },
      evidenceDigest: "-",
    });
  }
  expect(fifth).not.toBe("");
  await addPoints(screening.as.contributor, {
    points: Array.from({ length: 8 }, (_, i) => ({
      subject: "environment:breast-cancer@production",
      name: "recall",
      at: ago(6.99 - i * 0.99),
      value: i === 4 ? ("NaN" as const) : 0.94 + i / 1000,
    })),
  });
  const [form] = await db.db
    .insert(forms)
    .values({ ...pair, slug: "report", title: "Report", fields: [] })
    .returning();
  await db.db.insert(feedbackItems).values(
    (["new", "confirmed", "fixed"] as const).map((status) => ({
      ...{ projectId: pair.projectId, modelId, formId: form?.id ?? "", status },
      ...{ title: "wrong", answers: {}, source: "api" as const },
    })),
  );
});
afterAll(() => db.close());

describe("the list of models", () => {
  test("says what serves, what waits and what was reported", async () => {
    const { items } = await list(screening.as.viewer, { limit: 50 });
    expect(items.map((m) => m.name)).toEqual(["breast-cancer", "idle"]);
    expect(items[0]).toMatchObject({
      project: "screening",
      versions: 5,
      latest: { version: "5" },
      serving: [
        { environment: "production", version: "3" },
        { environment: "staging", version: "5" },
      ],
      openPromotions: [
        {
          version: "5",
          environment: "production",
          status: "pending",
          gates: { passed: 2, total: 2 },
          approvals: { done: 1, total: 2 },
        },
      ],
      reports: 2,
    });
    expect(items[1]).toMatchObject({
      versions: 0,
      latest: null,
      serving: [],
      openPromotions: [],
      reports: 0,
    });
  });

  test("pages by keyset, finds parts of names literally, and refuses a cursor that is not its own", async () => {
    const first = await list(screening.as.viewer, { limit: 1 });
    const second = await list(screening.as.viewer, { limit: 1, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map((m) => m.name)).toEqual(["breast-cancer", "idle"]);
    expect(second.nextCursor).toBeNull();
    expect((await list(screening.as.viewer, { limit: 9, q: "CANCER" })).items).toHaveLength(1);
    expect((await list(screening.as.viewer, { limit: 9, q: "%" })).items).toEqual([]);
    await expect(list(screening.as.viewer, { limit: 1, cursor: "nonsense" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });
});

describe("versions", () => {
  test("carry what the API promises, NaN as a string", async () => {
    const version = await getVersion(screening.as.viewer, { ...one, version: "4" });
    expect(version).toMatchObject({
      model: "breast-cancer",
      version: "4",
      project: "screening",
      connection: screening.connection.id,
      commitSha: "4".repeat(40),
      datasets: [{ name: "wdbc", digest: "d4", context: "training" }],
      aliases: [],
      environments: [],
      metrics: { recall: 0.951, auc: "NaN" },
    });
    const third = await getVersion(screening.as.viewer, { ...one, version: "3" });
    expect(third).toMatchObject({ aliases: ["champion"], environments: ["production"] });
  });

  test("are paged newest first", async () => {
    const first = await listVersions(screening.as.viewer, { ...one, limit: 3 });
    const rest = await listVersions(screening.as.viewer, {
      ...one,
      limit: 3,
      cursor: first.nextCursor ?? "",
    });
    expect([...first.items, ...rest.items].map((v) => v.version)).toEqual(["5", "4", "3", "2", "1"]);
    expect(rest.nextCursor).toBeNull();
  });

  test("stand beside the champion in the policy's metrics, each with what became of it", async () => {
    const table = await versionTable(screening.as.viewer, { ...one, limit: 50 });
    expect(table.environment).toBe("production");
    expect(table.columns).toEqual([
      { name: "auc", better: "higher" },
      { name: "recall", better: "higher" },
    ]);
    expect(table.champion).toEqual({ version: "3", values: [0.9812, 0.942] });
    expect(table.items.map((row) => [row.version, row.state.kind, ...row.values])).toEqual([
      ["5", "asked", 0.9837, 0.961],
      ["4", "rolled_back", "NaN", 0.951],
      ["3", "serving", 0.9812, 0.942],
      ["2", "rejected", 0.9701, 0.912],
      ["1", "never", 0.9695, 0.905],
    ]);
    expect(table.items[1]?.state).toMatchObject({ servedMs: 24 * hourMs, because: "recall under 0.93" });
    expect(table.items[0]?.serves).toEqual([{ environment: "staging", main: false }]);
  });

  test("keep the champion's values on a page that does not hold it", async () => {
    const first = await versionTable(screening.as.viewer, { ...one, limit: 1 });
    expect(first.champion).toEqual({ version: "3", values: [0.9812, 0.942] });
  });

  test("a version's page compares it with the champion, which has nothing to be compared with", async () => {
    const fifth = await versionDetail(screening.as.viewer, { ...one, version: "5" });
    expect(fifth).toMatchObject({ champion: "3", latest: true, you: "viewer", run: { status: "succeeded" } });
    expect(fifth.measures).toEqual([
      { name: "auc", better: "higher", value: 0.9837, champion: 0.9812 },
      { name: "epochs", better: null, value: null, champion: 30 },
      { name: "recall", better: "higher", value: 0.961, champion: 0.942 },
    ]);
    expect(fifth.promotions).toMatchObject([
      { id: promotionId.fifth, status: "pending", requestedBy: "contributor" },
    ]);
    const third = await versionDetail(screening.as.viewer, { ...one, version: "3" });
    expect(third).toMatchObject({ champion: null, latest: false });
    expect(third.deployments.map((d) => [d.source, d.ended])).toEqual([
      ["rollback", null],
      ["promotion", "superseded"],
    ]);
  });
});

describe("the head of a model", () => {
  test("does not offer to go back to what was rolled back", async () => {
    const { rollback } = await head(screening.as.approver, one);
    expect(rollback).toMatchObject({
      environment: "production",
      promotion: promotionId.back,
      from: "3",
      to: "4",
    });
    expect(rollback.refusal).toBe(
      "v3 is what production was rolled back to: promote another version instead.",
    );
  });

  test("offers an approver to roll a promotion back, and tells a viewer why not", async () => {
    const undone = eq(promotions.id, promotionId.back ?? "");
    const fifth = eq(promotions.id, promotionId.fifth ?? "");
    await db.db.update(promotions).set({ rollbackOf: null }).where(undone);
    expect((await head(screening.as.approver, one)).rollback.refusal).toBeNull();
    expect((await head(screening.as.viewer, one)).rollback.refusal).toBe(
      "This takes an approver; you are viewer here.",
    );
    await db.db.update(promotions).set({ status: "executing" }).where(fifth);
    expect((await head(screening.as.approver, one)).rollback.refusal).toBe(
      `Promotion ${promotionId.fifth} is on its way into production.`,
    );
    await db.db.update(promotions).set({ status: "pending" }).where(fifth);
    await db.db.update(promotions).set({ rollbackOf: promotionId.fourth }).where(undone);
  });

  test("says so when nothing serves", async () => {
    expect((await head(screening.as.approver, { model: "idle" })).rollback.refusal).toBe(
      "Nothing serves production.",
    );
  });
});

describe("what served where", () => {
  test("is told per environment, with who agreed, and with the live curve and its bound", async () => {
    const seen = await timeline(screening.as.viewer, one);
    expect(seen.lanes.map((l) => [l.environment, l.main, l.deployments.map((d) => d.version)])).toEqual([
      ["production", true, ["3", "4", "3"]],
      ["staging", false, ["5"]],
    ]);
    expect(seen.lanes[0]?.deployments[0]?.approvedBy).toEqual(["approver"]);
    expect(seen.live).toMatchObject({
      environment: "production",
      name: "recall",
      bound: { kind: "atLeast", value: 0.93 },
      latest: { value: 0.947 },
    });
    expect(seen.live?.points).toHaveLength(8);
    expect(seen.live?.points[4]?.value).toBe("NaN");
  });

  test("holds only what touches the window", async () => {
    const seen = await timeline(screening.as.viewer, { ...one, from: ago(4.5), to: ago(3.5) });
    expect(seen.lanes.map((l) => l.deployments.map((d) => d.version))).toEqual([["4", "3"], []]);
  });

  test("now: the main environment, the next one, the week's curve and what is on its way", async () => {
    const now = await servingNow(screening.as.viewer, { limit: 12 });
    expect(now).toMatchObject({ models: 2, environments: 2 });
    expect(now.items[0]).toMatchObject({
      model: "breast-cancer",
      main: { environment: "production", version: "3", promotion: promotionId.back },
      next: { environment: "staging", version: "5" },
      live: { name: "recall", value: 0.947, bound: { value: 0.93 } },
      openPromotion: { id: promotionId.fifth },
      reports: 2,
    });
    const week = now.items[0]?.live?.week ?? [];
    expect(week).toHaveLength(28);
    // One of the eight is NaN, which is a gap.
    expect(week.filter((v) => v !== null)).toHaveLength(7);
    expect(now.items[1]).toMatchObject({ model: "idle", main: null, live: null, next: { version: null } });
  });
});

describe("rights", () => {
  test("nobody is asked to sign in, and another project's people are turned away", async () => {
    const nobody = { ...screening.as.viewer, actor: null };
    await expect(list(nobody, { limit: 5 })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect((await list(foreign.as.maintainer, { limit: 5 })).items).toEqual([]);
    for (const ask of [head, timeline, (c: Ctx, i: typeof one) => versionTable(c, { ...i, limit: 5 })]) {
      await expect(ask(foreign.as.maintainer, one)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(getVersion(foreign.as.viewer, { ...one, version: "1" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await servingNow(foreign.as.viewer, { limit: 5 })).items).toEqual([]);
  });

  test("the procedures return what their shapes say", async () => {
    const caller = createCaller(screening.as.viewer);
    expect((await caller.models.list({})).items).toHaveLength(2);
    expect(await caller.models.get(one)).toMatchObject({ name: "breast-cancer" });
    expect((await caller.models.versions(one)).items).toHaveLength(5);
    expect(await caller.models.version({ ...one, version: "5" })).toMatchObject({ version: "5" });
    expect(await caller.models.head(one)).toMatchObject({ you: "viewer" });
    expect((await caller.models.versionTable(one)).items).toHaveLength(5);
    expect(await caller.models.versionDetail({ ...one, version: "5" })).toMatchObject({ version: "5" });
    expect((await caller.models.timeline(one)).lanes).toHaveLength(2);
    expect((await caller.models.servingNow({})).items).toHaveLength(2);
    expect((await caller.environments.list({})).items).toHaveLength(2);
  });
});
