import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { deployments, environments } from "@/server/foundation/db/tables/models";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { addPoints } from "@/server/metrics/service";
import {
  getVersion,
  head,
  list,
  listVersions,
  servingNow,
  timeline,
  versionDetail,
  versionTable,
} from "@/server/models/service";
import { worse } from "@/server/overview/service";
import { createCaller } from "@/server/router";
import { testDatabase } from "../database";
import { ago, readWorld } from "./models-read-world";
import type { TestProject } from "./models-world";

let db: OpenDb;
let screening: TestProject;
let foreign: TestProject;
let promotionId: Record<string, string>;
const hourMs = 3_600_000;
const one = { model: "breast-cancer" };

beforeAll(async () => {
  db = await testDatabase();
  ({ screening, foreign, promotionId } = await readWorld(db));
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
      { name: "auc", better: "higher", bound: null },
      { name: "recall", better: "higher", bound: { kind: "atLeast", value: 0.93 } },
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
    // Nobody promoted it: its alias was found in the registry.
    expect(table.items[0]?.serves).toEqual([{ environment: "staging", main: false, promotion: null }]);
    expect(table.items[2]?.serves).toEqual([
      { environment: "production", main: true, promotion: expect.stringMatching(/^\d+$/) },
    ]);
  });

  test("keep the champion's values on a page that does not hold it", async () => {
    const first = await versionTable(screening.as.viewer, { ...one, limit: 1 });
    expect(first.champion).toEqual({ version: "3", values: [0.9812, 0.942] });
  });

  test("a version's page compares it with the champion, which has nothing to be compared with", async () => {
    const fifth = await versionDetail(screening.as.viewer, { ...one, version: "5" });
    expect(fifth).toMatchObject({ champion: "3", latest: true, you: "viewer", run: { status: "succeeded" } });
    expect(fifth.measures).toEqual([
      {
        name: "auc",
        better: "higher",
        value: 0.9837,
        champion: 0.9812,
        mayBeNaN: false,
        championMayBeNaN: false,
      },
      { name: "epochs", better: null, value: null, champion: 30, mayBeNaN: false, championMayBeNaN: false },
      {
        name: "recall",
        better: "higher",
        value: 0.961,
        champion: 0.942,
        mayBeNaN: false,
        championMayBeNaN: false,
      },
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
      day: { mean: 0.947, n: 1 },
      state: "within",
    });
    expect(seen.live?.points).toHaveLength(8);
    expect(seen.live?.points[3]).toMatchObject({ mean: 0.943, min: 0.943, max: 0.943, n: 1 });
    // NaN is a gap.
    expect(seen.live?.points[4]).toMatchObject({ mean: null, min: null, max: null });
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
      live: { name: "recall", day: { mean: 0.947, n: 1 }, bound: { value: 0.93 }, state: "within" },
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

describe("a live value", () => {
  test("is shown from the moment on that the present version serves, and none of before", async () => {
    const day = async () => (await servingNow(screening.as.viewer, { limit: 1 })).items[0]?.live?.day;
    const measured = (await timeline(screening.as.viewer, one)).live?.points.at(-1)?.at ?? "";
    const present = and(isNull(deployments.toAt), eq(environments.name, "production"));
    const [serving] = await db.db
      .select({ id: deployments.id, fromAt: deployments.fromAt })
      .from(deployments)
      .innerJoin(environments, eq(environments.id, deployments.environmentId))
      .where(present);
    const serveSince = (fromAt: string) =>
      db.db
        .update(deployments)
        .set({ fromAt })
        .where(eq(deployments.id, serving?.id ?? ""));
    await serveSince(measured);
    expect(await day()).toEqual({ mean: 0.947, n: 1 });
    await serveSince(new Date(Date.parse(measured) + 1).toISOString());
    expect(await day()).toBeNull();
    await serveSince(serving?.fromAt ?? "");
  });
});

describe("a live metric past its policy's bound", () => {
  test("is red where it serves and stands first among what got worse", async () => {
    await addPoints(screening.as.contributor, {
      points: [
        { subject: "environment:breast-cancer@production", name: "recall", at: ago(0.001), value: 0.5 },
      ],
    });
    const [item] = (await servingNow(screening.as.viewer, { limit: 1 })).items;
    expect(item?.live).toMatchObject({ state: "broken", day: { n: 2 } });
    expect((await worse(screening.as.viewer, {})).items[0]).toMatchObject({
      kind: "bound",
      subject: "breast-cancer",
      measure: "recall in production",
      change: "0.7235, under 0.93",
    });
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
