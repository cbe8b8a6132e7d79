import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { pipelines } from "@/server/foundation/db/tables/connections";
import { runs } from "@/server/foundation/db/tables/runs";
import { addPoints } from "@/server/metrics/service";
import { axis } from "@/server/overview/service";
import { upsertFromRegistry } from "@/server/registry/service";
import { testDatabase } from "../database";
import { ago, readWorld } from "./models-read-world";
import { sourceModel, sourceVersion } from "./models-world";

let db: OpenDb;
let world: Awaited<ReturnType<typeof readWorld>>;
const shown = (input: Partial<Parameters<typeof axis>[1]> = {}) =>
  axis(world.screening.as.viewer, { range: "30d", ...input });

/** A run of a pipeline made for it. */
async function run(
  kind: "code" | "data" | "deploy" | "training",
  name: string,
  over: { commitSha?: string; pipeline?: string; days?: number } = {},
) {
  const { project, connection } = world.screening;
  const place = { projectId: project.id, connectionId: connection.id };
  const externalId = over.pipeline ?? name;
  const [pipeline] = await db.db
    .insert(pipelines)
    .values({ ...place, externalId, name: externalId, kind })
    .onConflictDoUpdate({ target: [pipelines.connectionId, pipelines.externalId], set: { kind } })
    .returning();
  const [row] = await db.db
    .insert(runs)
    .values({
      ...place,
      ...{ pipelineId: pipeline?.id ?? "", externalId: name, kind, name, commitSha: over.commitSha ?? null },
      ...{ status: "succeeded", statusRaw: "success", queuedAt: ago(over.days ?? 2), changedAt: ago(1) },
    })
    .returning();
  return row?.id ?? "";
}

beforeAll(async () => {
  db = await testDatabase();
  world = await readWorld(db);
  // The experiment that the versions came from is pipeline "1"; its other runs are from before the range.
  await run("training", "another try", { pipeline: "1", commitSha: "9".repeat(40) });
  const other = await run("training", "of the other model", { pipeline: "1", days: 6 });
  await run("training", "another experiment", { pipeline: "2" });
  await run("code", "tests of v3", { commitSha: "3".repeat(40), days: 3 });
  await run("code", "tests of the other try", { commitSha: "9".repeat(40), days: 4 });
  await run("deploy", "deploy of v3", { commitSha: "3".repeat(40) });
  await run("code", "tests of something else", { commitSha: "f".repeat(40), days: 5 });
  await run("data", "data without a commit");
  await db.db.transaction((tx) =>
    upsertFromRegistry(tx, {
      connectionId: world.screening.connection.id,
      models: [sourceModel("idle")],
      versions: [sourceVersion("idle", "1")],
      ...{ aliases: [], at: ago(1) },
    }),
  );
  await db.db.execute(sql`
    update model_versions set run_id = ${other}::bigint
    where model_id = (select id from models where name = 'idle')`);
});
afterAll(() => db.close());

describe("the time axis of all models", () => {
  test("has every run, and what serves of the model whose serving changed last", async () => {
    const { runs, chosen, model, promotions, environments, live } = await shown();
    expect(chosen).toBeNull();
    expect(model).toEqual({ name: "breast-cancer", project: "screening" });
    expect(runs.reduce((sum, each) => sum + each.count, 0)).toBe(8);
    expect(environments).toEqual(["production"]);
    expect(promotions).toEqual([]);
    expect(live).toMatchObject({ metric: "recall", bound: { kind: "atLeast", value: 0.93 } });
  });

  test("is also what an unknown model's name shows", async () => {
    expect(await shown({ model: "no such model" })).toMatchObject({ chosen: null });
  });
});

describe("the time axis of one model", () => {
  test("has the training runs of its experiments without those of another model's versions, and the pipelines of its commits", async () => {
    const { runs, models, chosen } = await shown({ model: "breast-cancer" });
    expect(chosen).toBe("breast-cancer");
    expect(models).toEqual(["breast-cancer", "idle"]);
    expect(runs.map(({ name }) => name).sort()).toEqual([
      "another try",
      "deploy of v3",
      "tests of the other try",
      "tests of v3",
    ]);
    expect((await shown({ model: "idle" })).runs.map(({ name }) => name)).toContain("of the other model");
  });

  test("has its promotions and roll-backs, carried out or not, in every environment that it served in", async () => {
    const { promotions, served, environments } = await shown({ model: "breast-cancer" });
    expect(environments).toEqual(["production", "staging"]);
    expect(promotions.map(({ version, status, rollback }) => [version, status, rollback])).toEqual([
      ["5", "pending", false],
      ["3", "succeeded", true],
      ["4", "rolled_back", false],
      ["2", "rejected", false],
    ]);
    // One that was rolled back later was on its way only until it was carried out.
    expect(promotions[2]).toMatchObject({ from: ago(6), to: ago(5) });
    expect(promotions[0]).toMatchObject({ to: null });
    expect(served.map(({ environment, version, source }) => [environment, version, source])).toEqual([
      ["production", "3", "promotion"],
      ["production", "4", "promotion"],
      ["production", "3", "rollback"],
      ["staging", "5", "promotion"],
    ]);
  });

  test("of a model that never served has no lanes of serving", async () => {
    expect(await shown({ model: "idle" })).toMatchObject({ environments: [], served: [], live: null });
  });
});

describe("a zoom", () => {
  test("holds only what lies in it, in finer buckets, and says what the whole is", async () => {
    await addPoints(world.screening.as.contributor, {
      points: Array.from({ length: 3_000 }, (_, i) => ({
        ...{ subject: "environment:breast-cancer@production", name: "recall" },
        ...{ at: new Date(Date.parse(ago(2)) + i * 1_000).toISOString(), value: 0.9 + (i % 2) / 10 },
      })),
    });
    const wide = await shown({ model: "breast-cancer" });
    const [coarse] = wide.live?.points.filter(({ n }) => n > 100) ?? [];
    expect(coarse?.mean).toBeCloseTo(0.95, 2);
    expect(coarse).toMatchObject({ min: 0.9, max: 1 });
    const zoom = { from: ago(3.5), to: ago(1.99) };
    const near = await shown({ model: "breast-cancer", zoom });
    expect(near).toMatchObject({ ...zoom, chosen: "breast-cancer" });
    expect(Date.parse(near.whole.to) - Date.parse(near.whole.from)).toBe(30 * 86_400_000);
    expect(near.runs.map(({ name }) => name).sort()).toEqual(["another try", "deploy of v3", "tests of v3"]);
    expect(near.served.map(({ version }) => version)).toEqual(["3", "5"]);
    const finest = await shown({ model: "breast-cancer", zoom: { from: ago(2), to: ago(1.999) } });
    expect(Math.max(...(finest.live?.points.map(({ n }) => n) ?? []))).toBeLessThan(coarse?.n ?? 0);
  });

  test("before the model served has no live values and still its lane", async () => {
    const before = await shown({ model: "breast-cancer", zoom: { from: ago(58), to: ago(50) } });
    expect(before).toMatchObject({ environments: ["production", "staging"], served: [] });
    expect(before.live?.points).toEqual([]);
  });
});
