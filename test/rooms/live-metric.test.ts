import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { addPoints } from "@/server/metrics/service";
import { liveMetric } from "@/server/models/service";
import { testDatabase } from "../database";
import { ago, readWorld } from "./models-read-world";

let db: OpenDb;
let world: Awaited<ReturnType<typeof readWorld>>;
const shown = (input: Partial<Parameters<typeof liveMetric>[1]> = {}) =>
  liveMetric(world.screening.as.viewer, { model: "breast-cancer", days: 60, ...input });

beforeAll(async () => {
  db = await testDatabase();
  world = await readWorld(db);
  await addPoints(world.screening.as.contributor, {
    points: [
      { subject: "environment:breast-cancer@production", name: "latency_ms", at: ago(0.5), value: 12 },
      { subject: "environment:breast-cancer@staging", name: "auc", at: ago(2), value: 0.97 },
    ],
  });
});
afterAll(() => db.close());

describe("a live metric", () => {
  test("is the one the policy asks about in the most important environment, where nothing is named", async () => {
    const found = await shown();
    expect(found).toMatchObject({
      ...{ model: "breast-cancer", project: "screening", environment: "production" },
      ...{ environments: ["production", "staging"], metrics: ["recall", "latency_ms"] },
      metric: {
        ...{ name: "recall", better: "higher", bound: { kind: "atLeast", value: 0.93 } },
        ...{ day: { mean: 0.947, n: 1 }, state: "within" },
      },
    });
    expect(found.metric?.buckets).toHaveLength(8);
    expect(found.metric?.buckets[4]).toMatchObject({ mean: null, last: "NaN" });
  });

  test("each other one is shown by its name, with no bound where the policy sets none", async () => {
    expect((await shown({ metric: "latency_ms" })).metric).toMatchObject({ bound: null, state: "unbounded" });
    expect(await shown({ environment: "staging" })).toMatchObject({
      ...{ environment: "staging", metrics: ["auc"] },
      metric: { name: "auc", bound: null, state: "unmeasured", day: null },
    });
  });

  test("says what served meanwhile, how it came and ended, and its mean over its time in service", async () => {
    const { services } = await shown();
    expect(services.map(({ version, source, ended }) => [version, source, ended])).toEqual([
      ["3", "promotion", "superseded"],
      ["4", "promotion", "rolled_back"],
      ["3", "rollback", null],
    ]);
    expect(services[1]).toMatchObject({ promotion: world.promotionId.fourth, because: "recall under 0.93" });
    // 6.99, 6 and 5.01 days ago version 3 served, 4.02 days ago version 4; then one is NaN, and three more came.
    expect(services.map(({ mean }) => mean?.n)).toEqual([3, 1, 3]);
    expect(services[0]?.mean?.mean).toBeCloseTo(0.941, 9);
    expect(services[2]?.mean?.mean).toBeCloseTo(0.946, 9);
  });

  test("of a zoom holds its points alone, and the means of all that served in it", async () => {
    const found = await shown({ from: ago(4.5), to: ago(3.5) });
    expect(found.metric?.buckets.map(({ mean }) => mean)).toEqual([0.943]);
    expect(found.services.map(({ version, mean }) => [version, mean?.n])).toEqual([
      ["4", 1],
      ["3", 3],
    ]);
  });

  test("that is not measured, or an environment that is not there, is refused with what there is", async () => {
    await expect(shown({ metric: "f1" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      words: { todo: "Measured there: recall, latency_ms." },
    });
    await expect(shown({ environment: "moon" })).rejects.toMatchObject({
      code: "NOT_FOUND",
      words: { todo: "It has production, staging." },
    });
  });

  test("of a model without any is no refusal", async () => {
    expect(await shown({ model: "idle" })).toMatchObject({
      ...{ environment: "production", metrics: [], metric: null, services: [] },
    });
  });
});
