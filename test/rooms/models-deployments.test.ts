import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { projectsWith } from "@/server/access/access";
import {
  currentDeployment,
  observeAlias,
  type StartDeployment,
  servingAt,
  startDeployment,
} from "@/server/deployments/service";
import { put } from "@/server/environments/service";
import type { OpenDb } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { deployments, modelVersions } from "@/server/foundation/db/tables/models";
import { policies, promotions } from "@/server/foundation/db/tables/promotions";
import { findModel } from "@/server/registry/find";
import { upsertFromRegistry } from "@/server/registry/service";
import { testDatabase } from "../database";
import { makeProject, sourceModel, sourceVersion, type TestProject } from "./models-world";

let db: OpenDb;
let project: TestProject;
let modelId: string;
let environmentId: string;
let versions: Record<string, string>;
let count = 0;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** Each test has a project of its own: breast-cancer 11, 12 and 13, and production on alias champion. */
beforeEach(async () => {
  count += 1;
  project = await makeProject(db, `p${count}`);
  await db.db.transaction((tx) =>
    upsertFromRegistry(tx, {
      connectionId: project.connection.id,
      models: [sourceModel("breast-cancer")],
      versions: ["11", "12", "13"].map((v) => sourceVersion("breast-cancer", v)),
      aliases: [],
      at: "2026-11-01T00:00:00.000Z",
    }),
  );
  const made = await put(project.as.maintainer, {
    name: "production",
    connection: "mlflow",
    alias: "champion",
  });
  environmentId = made.id;
  const scopes = await projectsWith(project.as.viewer, "models.read");
  modelId = (await findModel(db.db, scopes, "breast-cancer")).id;
  const rows = await db.db.select().from(modelVersions).where(eq(modelVersions.modelId, modelId));
  versions = Object.fromEntries(rows.map((r) => [r.version, r.id]));
});

const v = (version: string) => versions[version] ?? "";
const seen = (version: string | null, at: string) =>
  db.db.transaction((tx) =>
    observeAlias(tx, { modelId, alias: "champion", versionId: version === null ? null : v(version), at }),
  );
const start = (version: string, at: string, over: Partial<StartDeployment> = {}) =>
  db.db.transaction((tx) =>
    startDeployment(tx, {
      projectId: project.project.id,
      environmentId,
      modelId,
      versionId: v(version),
      promotionId: "77",
      source: "promotion",
      at,
      previousEnded: "superseded",
      because: null,
      ...over,
    }),
  );
const history = () =>
  db.db
    .select()
    .from(deployments)
    .where(eq(deployments.modelId, modelId))
    .orderBy(deployments.fromAt, deployments.id);
const lastEvent = async () =>
  (
    await db.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.projectId, project.project.id))
      .orderBy(desc(auditEvents.id))
      .limit(1)
  )[0];

describe("an alias moved outside Terrapin", () => {
  test("begins an observed deployment, ends the one before, and is on record", async () => {
    await seen("11", "2026-11-02T00:00:00.000Z");
    await seen("12", "2026-11-05T00:00:00.000Z");
    expect(await history()).toMatchObject([
      {
        versionId: v("11"),
        source: "observed",
        toAt: "2026-11-05T00:00:00.000Z",
        ended: "superseded",
        endedBecause: "alias champion was moved outside Terrapin",
      },
      { versionId: v("12"), source: "observed", fromAt: "2026-11-05T00:00:00.000Z", toAt: null },
    ]);
    expect(await lastEvent()).toMatchObject({
      action: "deployment.observed",
      actorKind: "system",
      subjectName: "breast-cancer",
      data: { environment: "production", from: v("11"), to: v("12") },
    });
  });

  test("seen again on the same version, nothing happens", async () => {
    await seen("11", "2026-11-02T00:00:00.000Z");
    const event = await lastEvent();
    expect(await seen("11", "2026-11-03T00:00:00.000Z")).toEqual({ begun: 0, ended: 0 });
    expect(await lastEvent()).toEqual(event);
  });

  test("gone, nothing serves any more", async () => {
    await seen("11", "2026-11-02T00:00:00.000Z");
    await seen(null, "2026-11-03T00:00:00.000Z");
    expect(await history()).toMatchObject([
      { ended: "removed", endedBecause: "alias champion was removed outside Terrapin" },
    ]);
    expect(await currentDeployment(db.db, modelId, environmentId)).toBeNull();
  });

  test("an alias that no environment follows changes no deployment", async () => {
    await db.db.transaction((tx) =>
      observeAlias(tx, { modelId, alias: "latest-good", versionId: v("11"), at: "2026-11-02T00:00:00.000Z" }),
    );
    expect(await history()).toEqual([]);
  });
});

describe("a deployment that Terrapin makes", () => {
  test("ends the one before with the reason, and the alias it set is no observation", async () => {
    await start("12", "2026-11-04T00:00:00.000Z", { promotionId: "1" });
    await start("13", "2026-11-06T00:00:00.000Z", { promotionId: "2" });
    await start("12", "2026-11-06T15:00:00.000Z", {
      promotionId: "3",
      source: "rollback",
      previousEnded: "rolled_back",
      because: "AUC under 0.970",
    });
    expect(await seen("12", "2026-11-06T15:00:01.000Z")).toEqual({ begun: 0, ended: 0 });
    expect(await history()).toMatchObject([
      { versionId: v("12"), promotionId: "1", ended: "superseded", endedBecause: null },
      { versionId: v("13"), promotionId: "2", ended: "rolled_back", endedBecause: "AUC under 0.970" },
      { versionId: v("12"), promotionId: "3", source: "rollback", toAt: null },
    ]);
  });

  test("written twice is one deployment", async () => {
    const first = await start("12", "2026-11-04T00:00:00.000Z");
    expect((await start("12", "2026-11-04T00:00:09.000Z")).id).toBe(first.id);
    expect(await history()).toHaveLength(1);
  });

  test("a reading of the registry from before it does not undo it", async () => {
    await start("12", "2026-11-04T00:00:00.000Z");
    await start("13", "2026-11-06T00:00:00.000Z", { promotionId: "2" });
    expect(await seen("12", "2026-11-05T23:59:59.000Z")).toEqual({ begun: 0, ended: 0 });
    expect(await currentDeployment(db.db, modelId, environmentId)).toMatchObject({ versionId: v("13") });
    // The kept alias was not set back either: a later look at it finds nothing to do.
    expect(await seen("13", "2026-11-07T00:00:00.000Z")).toEqual({ begun: 0, ended: 0 });
  });

  test("while a promotion is being carried out its alias is not taken for somebody else's", async () => {
    await start("12", "2026-11-04T00:00:00.000Z");
    const requestedBy = project.as.contributor.actor?.id ?? "";
    const pair = { projectId: project.project.id, modelId, environmentId };
    const [policy] = await db.db
      .insert(policies)
      .values({ ...pair, revision: 1, gates: [], rules: [] })
      .returning();
    const [promotion] = await db.db
      .insert(promotions)
      .values({
        ...pair,
        versionId: v("13"),
        policyId: policy?.id ?? "",
        status: "executing",
        requestedBy,
        evidence: {},
        evidenceDigest: "-",
        gates: [],
        expiresAt: "2026-12-01T00:00:00.000Z",
      })
      .returning();
    expect(await seen("13", "2026-11-06T00:00:00.000Z")).toEqual({ begun: 0, ended: 0 });
    // The execution failed after it had set the alias: the next reading sees what really serves.
    await db.db
      .update(promotions)
      .set({ status: "failed" })
      .where(eq(promotions.id, promotion?.id ?? ""));
    expect(await seen("13", "2026-11-06T00:01:00.000Z")).toEqual({ begun: 1, ended: 1 });
  });

  test("two at once follow each other, and one of them serves", async () => {
    await Promise.all([
      start("12", "2026-11-04T00:00:00.000Z", { promotionId: "1" }),
      start("13", "2026-11-04T00:00:00.001Z", { promotionId: "2" }),
    ]);
    const rows = await history();
    expect(rows).toHaveLength(2);
    expect(rows.filter((r) => r.toAt === null)).toHaveLength(1);
  });
});

test("what served at a moment is told to the millisecond", async () => {
  await start("12", "2026-11-04T00:00:00.000Z", { promotionId: "1" });
  await start("13", "2026-11-06T00:00:00.000Z", { promotionId: "2" });
  const at = async (moment: string) =>
    (await servingAt(db.db, modelId, environmentId, moment))?.versionId ?? null;
  expect(await at("2026-11-03T23:59:59.999Z")).toBeNull();
  expect(await at("2026-11-04T00:00:00.000Z")).toBe(v("12"));
  expect(await at("2026-11-05T23:59:59.999Z")).toBe(v("12"));
  expect(await at("2026-11-06T00:00:00.000Z")).toBe(v("13"));
  expect(await at("2030-01-01T00:00:00.000Z")).toBe(v("13"));
});
