import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { putEnvironment } from "@/server/environments/schema";
import { list, put, remove } from "@/server/environments/service";
import type { OpenDb } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { connections } from "@/server/foundation/db/tables/connections";
import { deployments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { policies, promotions } from "@/server/foundation/db/tables/promotions";
import { upsertFromRegistry } from "@/server/registry/service";
import { testDatabase } from "../database";
import { makeProject, sourceModel, sourceVersion, type TestProject } from "./models-world";

let db: OpenDb;
let screening: TestProject;
let other: TestProject;

beforeAll(async () => {
  db = await testDatabase();
  screening = await makeProject(db, "screening");
  other = await makeProject(db, "other");
  await db.db.insert(connections).values({
    projectId: screening.project.id,
    vendor: "gitlab",
    name: "gitlab",
    url: "http://gitlab.example.com",
  });
  await db.db.transaction((tx) =>
    upsertFromRegistry(tx, {
      connectionId: screening.connection.id,
      models: [sourceModel("breast-cancer"), sourceModel("digits")],
      versions: [
        sourceVersion("breast-cancer", "1"),
        sourceVersion("digits", "1"),
        sourceVersion("digits", "2"),
      ],
      aliases: [
        { model: "breast-cancer", alias: "champion", version: "1" },
        { model: "digits", alias: "champion", version: "1" },
        { model: "digits", alias: "edge", version: "2" },
      ],
      at: "2026-11-01T00:00:00.000Z",
    }),
  );
});
afterAll(() => db.close());

const production = { project: "screening", name: "production", connection: "mlflow", alias: "champion" };
const events = () => db.db.select().from(auditEvents).orderBy(desc(auditEvents.id));
const serving = async () =>
  (
    await db.db
      .select({
        model: models.name,
        version: modelVersions.version,
        to: deployments.toAt,
        from: deployments.fromAt,
      })
      .from(deployments)
      .innerJoin(models, eq(models.id, deployments.modelId))
      .innerJoin(modelVersions, eq(modelVersions.id, deployments.versionId))
      .orderBy(models.name)
  )
    .filter((d) => d.to === null)
    .map((d) => `${d.model} v${d.version}`);

describe("an environment is put", () => {
  test("and what its alias stands on is taken over as serving, since it was first seen there", async () => {
    const made = await put(screening.as.maintainer, production);
    expect(made).toMatchObject({
      name: "production",
      model: null,
      connectionName: "mlflow",
      position: 40,
      serving: 2,
    });
    expect(await serving()).toEqual(["breast-cancer v1", "digits v1"]);
    const [row] = await db.db.select().from(deployments);
    expect(row).toMatchObject({ fromAt: "2026-11-01T00:00:00.000Z", source: "observed" });
  });

  test("the same twice changes nothing and writes no second line", async () => {
    const before = await events();
    await put(screening.as.maintainer, production);
    expect(await events()).toEqual(before);
  });

  test("a model's own one takes the place of the project's, and gives it back when removed", async () => {
    const own = await put(screening.as.maintainer, { ...production, model: "digits", alias: "edge" });
    expect(await serving()).toEqual(["breast-cancer v1", "digits v2"]);
    const ofDigits = await list(screening.as.viewer, { model: "digits" });
    expect(ofDigits.items.map((e) => [e.name, e.model, e.alias])).toEqual([["production", "digits", "edge"]]);
    const ofOther = await list(screening.as.viewer, { model: "breast-cancer" });
    expect(ofOther.items.map((e) => e.alias)).toEqual(["champion"]);
    await remove(screening.as.maintainer, { id: own.id });
    expect(await serving()).toEqual(["breast-cancer v1", "digits v1"]);
    expect((await list(screening.as.viewer, {})).items).toHaveLength(1);
  });

  test("changing its alias ends what served under the old one, in words and in the person's name", async () => {
    const staging = { ...production, name: "staging", alias: "challenger" };
    expect(await put(screening.as.maintainer, staging)).toMatchObject({ serving: 0, position: 30 });
    const changed = await put(screening.as.maintainer, { ...staging, alias: "edge", position: 5 });
    expect(changed).toMatchObject({ alias: "edge", serving: 1, position: 5 });
    const [observed, line] = await events();
    expect(line).toMatchObject({ action: "environment.changed", data: { before: { alias: "challenger" } } });
    expect(observed).toMatchObject({ action: "deployment.observed", actorName: "maintainer" });
    await put(screening.as.maintainer, { ...staging, alias: "nobody" });
    const [last] = await db.db.select().from(deployments).orderBy(desc(deployments.id)).limit(1);
    expect(last).toMatchObject({
      ended: "removed",
      endedBecause: "environment staging now follows alias nobody",
    });
  });

  test.each([
    ["a connection without a registry", { connection: "gitlab" }, "BAD_REQUEST"],
    ["a connection of another project", { connection: "elsewhere" }, "NOT_FOUND"],
    ["a model that is not there", { model: "iris" }, "NOT_FOUND"],
    ["an alias that is another environment's", { name: "shadow" }, "CONFLICT"],
    ["a project that is not there", { project: "nowhere" }, "NOT_FOUND"],
  ])("%s is refused", async (_, over, code) => {
    await expect(put(screening.as.maintainer, { ...production, ...over })).rejects.toMatchObject({ code });
  });

  test.each(["", "has space", "latest", "v12", "a/b"])("the alias %j is refused at the door", (alias) => {
    expect(putEnvironment.safeParse({ ...production, alias }).success).toBe(false);
  });

  test("the project may be left out where the connection's id or the only project says it", async () => {
    const { project: _, ...rest } = production;
    expect(await put(screening.as.maintainer, rest)).toMatchObject({ project: "screening" });
    const byId = await put(screening.as.maintainer, { ...rest, connection: screening.connection.id });
    expect(byId).toMatchObject({ project: "screening", connection: screening.connection.id });
    await expect(
      put(other.as.maintainer, { ...rest, connection: screening.connection.id }),
    ).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("two at once make one", async () => {
    const qa = { ...production, name: "qa", alias: "qa" };
    const made = await Promise.all([put(screening.as.maintainer, qa), put(screening.as.maintainer, qa)]);
    expect(made[0]?.id).toBe(made[1]?.id);
  });
});

describe("a promotion on its way", () => {
  test("keeps its environment from being changed or removed", async () => {
    const canary = { ...production, name: "canary", alias: "canary" };
    const environment = await put(screening.as.maintainer, canary);
    const [version] = await db.db.select().from(modelVersions).limit(1);
    const pair = {
      projectId: screening.project.id,
      modelId: version?.modelId ?? "",
      environmentId: environment.id,
    };
    const [policy] = await db.db
      .insert(policies)
      .values({ ...pair, revision: 1, gates: [], rules: [] })
      .returning();
    const [promotion] = await db.db
      .insert(promotions)
      .values({
        ...pair,
        versionId: version?.id ?? "",
        policyId: policy?.id ?? "",
        status: "pending",
        requestedBy: screening.as.contributor.actor?.id ?? "",
        evidence: {},
        evidenceDigest: "-",
        gates: [],
        expiresAt: "2026-12-01T00:00:00.000Z",
      })
      .returning();
    await expect(remove(screening.as.maintainer, { id: environment.id })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(put(screening.as.maintainer, { ...canary, alias: "edge2" })).rejects.toMatchObject({
      code: "CONFLICT",
      words: { what: "canary can't be changed now." },
    });
    // Its place in the order is nothing that was agreed to.
    expect(await put(screening.as.maintainer, { ...canary, position: 33 })).toMatchObject({
      openPromotions: 1,
    });
    await db.db
      .update(promotions)
      .set({ status: "canceled" })
      .where(eq(promotions.id, promotion?.id ?? ""));
    await remove(screening.as.maintainer, { id: environment.id });
    // Its history stays.
    expect(await db.db.select().from(promotions)).toHaveLength(1);
  });
});

describe("rights", () => {
  test.each(["viewer", "contributor", "approver"] as const)("a %s may look and not change", async (role) => {
    expect((await list(screening.as[role], {})).items.length).toBeGreaterThan(0);
    await expect(put(screening.as[role], production)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const [first] = (await list(screening.as[role], {})).items;
    await expect(remove(screening.as[role], { id: first?.id ?? "" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("another project sees nothing and may do nothing", async () => {
    expect((await list(other.as.maintainer, {})).items).toEqual([]);
    await expect(list(other.as.maintainer, { project: "screening" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(put(other.as.maintainer, production)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(list({ ...other.as.viewer, actor: null }, {})).rejects.toMatchObject({
      code: "UNAUTHORIZED",
    });
  });
});
