import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectsWith } from "@/server/access/access";
import { put } from "@/server/environments/service";
import type { OpenDb } from "@/server/foundation/db/open";
import { deployments, modelAliases, models, modelVersions } from "@/server/foundation/db/tables/models";
import { findModel, resolveVersion } from "@/server/registry/find";
import { metricsOfVersions } from "@/server/registry/measures";
import { linkArrivedRuns, upsertFromRegistry } from "@/server/registry/service";
import { testDatabase } from "../database";
import { makeProject, makeRun, sourceModel, sourceVersion, type TestProject } from "./models-world";

let db: OpenDb;
let screening: TestProject;

beforeAll(async () => {
  db = await testDatabase();
  screening = await makeProject(db, "screening");
});
afterAll(() => db.close());

const read = (part: Partial<Parameters<typeof upsertFromRegistry>[1]>) =>
  db.db.transaction((tx) =>
    upsertFromRegistry(tx, {
      connectionId: screening.connection.id,
      models: [],
      versions: [],
      aliases: null,
      at: "2026-11-01T00:00:00.000Z",
      ...part,
    }),
  );

describe("what a registry shows is taken over", () => {
  test("models and versions are written once, and the same reading again changes nothing", async () => {
    const reading = {
      models: [sourceModel("breast-cancer")],
      versions: ["1", "2", "10"].map((v) => sourceVersion("breast-cancer", v)),
      aliases: [{ model: "breast-cancer", alias: "champion", version: "2" }],
    };
    const first = await read(reading);
    expect(first.models).toMatchObject([{ name: "breast-cancer", created: true }]);
    expect(first.versions.map((v) => v.version)).toEqual(["1", "2", "10"]);
    expect(first.aliases).toMatchObject([{ alias: "champion" }]);
    const again = await read({ ...reading, at: "2026-11-02T00:00:00.000Z" });
    expect(again).toMatchObject({ models: [], versions: [], aliases: [], unknown: [], skipped: 0 });
    const rows = await db.db.select().from(modelVersions);
    expect(rows.map((r) => [r.version, r.ordinal])).toEqual([
      ["1", 1],
      ["2", 2],
      ["10", 10],
    ]);
  });

  test("a changed description is written, and the version keeps its id, place and digest", async () => {
    const [before] = await db.db.select().from(modelVersions).where(eq(modelVersions.version, "10"));
    const changed = await read({
      versions: [sourceVersion("breast-cancer", "10", { description: "with <b>emoji</b> 🐢" })],
    });
    expect(changed.versions).toMatchObject([{ id: before?.id, created: false }]);
    const [after] = await db.db.select().from(modelVersions).where(eq(modelVersions.version, "10"));
    expect(after).toMatchObject({ description: "with <b>emoji</b> 🐢", digest: before?.digest, ordinal: 10 });
  });

  test("a version whose source moved has another digest and loses a run that is not its own", async () => {
    const run = await makeRun(db, screening, {
      externalId: "run-of-breast-cancer-1",
      commitSha: "a".repeat(40),
    });
    await db.db.transaction((tx) => linkArrivedRuns(tx, screening.connection.id));
    const [before] = await db.db.select().from(modelVersions).where(eq(modelVersions.version, "1"));
    expect(before).toMatchObject({ runId: run.id, commitSha: "a".repeat(40) });
    await read({
      versions: [sourceVersion("breast-cancer", "1", { source: "s3://elsewhere", runExternalId: "other" })],
    });
    const [after] = await db.db.select().from(modelVersions).where(eq(modelVersions.version, "1"));
    expect(after?.runId).toBeNull();
    expect(after?.digest).not.toBe(before?.digest);
  });

  test("a run that arrives after its version is linked, with its commit and metrics", async () => {
    await makeRun(db, screening, {
      externalId: "run-of-breast-cancer-2",
      commitSha: "b".repeat(40),
      metrics: { recall: 0.942, log_loss: Number.NaN, invented: 1 },
    });
    const linked = await db.db.transaction((tx) => linkArrivedRuns(tx, screening.connection.id));
    expect(linked).toBe(1);
    expect(await db.db.transaction((tx) => linkArrivedRuns(tx, screening.connection.id))).toBe(0);
    const [row] = await db.db.select().from(modelVersions).where(eq(modelVersions.version, "2"));
    expect(row?.commitSha).toBe("b".repeat(40));
    const ofTheRun = { dataset: null, mayBeNaN: false, source: "registry" };
    expect((await metricsOfVersions(db.db, [row?.id ?? ""])).get(row?.id ?? "")).toEqual([
      { name: "invented", metric: "invented", value: 1, better: null, ...ofTheRun },
      { name: "log_loss", metric: "log_loss", value: "NaN", better: "lower", ...ofTheRun },
      { name: "recall", metric: "recall", value: 0.942, better: "higher", ...ofTheRun },
    ]);
  });

  test("an alias on a version that is not known yet is told, and leaves the model's aliases as they were", async () => {
    const result = await read({
      models: [sourceModel("breast-cancer")],
      aliases: [{ model: "breast-cancer", alias: "champion", version: "99" }],
      at: "2026-11-03T00:00:00.000Z",
    });
    expect(result.unknown).toEqual([{ model: "breast-cancer", alias: "champion", version: "99" }]);
    expect(result.aliases).toEqual([]);
    expect(await db.db.select().from(modelAliases)).toHaveLength(1);
  });

  test("versions of a model that was not read are counted, not guessed", async () => {
    expect(await read({ versions: [sourceVersion("unheard-of", "1")] })).toMatchObject({
      skipped: 1,
      versions: [],
    });
  });

  test("an alias that is gone in the registry is removed here, and what it served ends", async () => {
    await read({
      models: [sourceModel("wine")],
      versions: [sourceVersion("wine", "1")],
      aliases: [{ model: "wine", alias: "live", version: "1" }],
    });
    const [wine] = await db.db.select().from(models).where(eq(models.name, "wine"));
    await put(screening.as.maintainer, { name: "live", model: "wine", connection: "mlflow", alias: "live" });
    const current = and(eq(deployments.modelId, wine?.id ?? ""), isNull(deployments.toAt));
    expect(await db.db.select().from(deployments).where(current)).toMatchObject([{ source: "observed" }]);
    const later = new Date(Date.now() + 1000).toISOString();
    const result = await read({ models: [sourceModel("wine")], aliases: [], at: later });
    expect(result.aliases).toMatchObject([{ alias: "live", versionId: null }]);
    expect(result.deployments).toEqual({ begun: 0, ended: 1 });
    expect(await db.db.select().from(deployments).where(current)).toEqual([]);
  });

  test("a thousand versions are written in one go", async () => {
    const versions = Array.from({ length: 1200 }, (_, i) =>
      sourceVersion("many", String(i + 1), {
        createdAt: "2026-10-01T08:00:00.000Z",
        updatedAt: "2026-10-01T08:00:00.000Z",
      }),
    );
    const result = await read({ models: [sourceModel("many")], versions });
    expect(result.versions).toHaveLength(1200);
  });
});

describe("a model is found", () => {
  const mine = () => projectsWith(screening.as.viewer, "models.read");

  test("by name within the caller's projects, else by id", async () => {
    const byName = await findModel(db.db, await mine(), "breast-cancer");
    expect(byName).toMatchObject({ name: "breast-cancer", project: "screening" });
    expect(await findModel(db.db, await mine(), byName.id)).toEqual(byName);
  });

  test("a name of two projects asks which one", async () => {
    const other = await makeProject(db, "other");
    await db.db.transaction((tx) =>
      upsertFromRegistry(tx, {
        connectionId: other.connection.id,
        models: [sourceModel("breast-cancer")],
        versions: [],
        aliases: [],
        at: new Date().toISOString(),
      }),
    );
    const both = [...(await mine()), ...(await projectsWith(other.as.viewer, "models.read"))];
    await expect(findModel(db.db, both, "breast-cancer")).rejects.toMatchObject({
      code: "CONFLICT",
      words: { todo: "Say which one with `project`." },
    });
    expect(await findModel(db.db, await mine(), "breast-cancer")).toMatchObject({ project: "screening" });
  });

  test("one of another project is forbidden, one that does not exist is not found", async () => {
    const third = await makeProject(db, "third");
    const scopes = await projectsWith(third.as.maintainer, "models.read");
    await expect(findModel(db.db, scopes, "wine")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(findModel(db.db, scopes, "nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(resolveVersion(db.db, await mine(), { model: "wine", version: "7" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      words: { what: "Model wine has no version 7." },
    });
  });
});
