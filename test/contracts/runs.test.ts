import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { syncNow } from "@/server/connections/service";
import type { OpenDb } from "@/server/foundation/db/open";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { createCaller } from "@/server/router";
import { sync } from "../rooms/connections-world";
import type { TestProject } from "../rooms/models-world";
import { type MlflowProject, mlflowProject } from "./mlflow-project";

/** Runs that were copied in or are part of others, as a real MLflow keeps them. */
let world: MlflowProject;
let calls: MlflowProject["calls"];
let db: OpenDb;
let project: TestProject;
let connection: string;

const reader = () => createCaller(project.as.viewer);
const hour = 3_600_000;

beforeAll(async () => {
  world = await mlflowProject("runs");
  ({ calls, db, project } = world);
  connection = await world.connect();
  await calls.run({ name: "ordinary", metrics: { acc: 0.5 } });
  await sync(db, connection);
}, 600_000);
afterAll(() => world.stop());

test("a run that keeps its times of last week arrives with the sync that brings its version", async () => {
  const times = { from: Date.now() - 170 * hour, to: Date.now() - 169 * hour };
  const id = await calls.run({ name: "from last week", metrics: { recall: 0.97 }, ...times });
  await calls.model("brought-over");
  await calls.version("brought-over", id);
  await sync(db, connection);
  const version = await reader().models.version({ model: "brought-over", version: "1" });
  expect(version.metrics).toEqual({ recall: 0.97 });
  const run = await reader().runs.get({ id: version.runId ?? "" });
  expect(run).toMatchObject({ externalId: id, name: "from last week", metrics: { recall: 0.97 } });
  expect(run.links.versions.map(({ model }) => model)).toEqual(["brought-over"]);
  expect(run.measures).toMatchObject([{ name: "recall", points: 1 }]);
});

test("a source run that is gone is asked for once, and again when a person asks", async () => {
  const { rows } = await db.db.execute<{ id: string }>(sql`
    insert into model_versions (project_id, model_id, version, ordinal, digest, run_external_id, created_at, updated_at)
    select project_id, id, '99', 99, '-', ${"f".repeat(32)}, now(), now() from models
    where name = 'brought-over' returning id::text`);
  const sought = async () => {
    const [version] = await db.db
      .select({ at: modelVersions.runSoughtAt })
      .from(modelVersions)
      .where(eq(modelVersions.id, rows[0]?.id ?? ""));
    return version?.at ?? null;
  };
  await sync(db, connection);
  const first = await sought();
  expect(first).not.toBeNull();
  await sync(db, connection);
  expect(await sought()).toBe(first);
  await syncNow(project.as.maintainer, { id: connection });
  await sync(db, connection);
  expect(await sought()).not.toBe(first);
});

describe("a sweep", () => {
  const named = new Map<string, string>();
  beforeAll(async () => {
    const parent = await calls.run({ name: "parent", metrics: { best: 0.9 } });
    let child = "";
    for (let i = 0; i < 30; i++) {
      const tags = { "mlflow.parentRunId": parent };
      child = await calls.run({ name: `child-${i}`, metrics: { acc: i / 30 }, tags });
    }
    await calls.run({ name: "grandchild", metrics: { acc: 0.1 }, tags: { "mlflow.parentRunId": child } });
    await calls.run({ name: "orphan", tags: { "mlflow.parentRunId": "0".repeat(32) } });
    await sync(db, connection);
    const { items } = await reader().runs.list({ limit: 200 });
    for (const { name, id } of items) named.set(name, id);
  });
  const idOf = (name: string) => named.get(name) ?? "";
  const names = async (input: Parameters<ReturnType<typeof reader>["runs"]["list"]>[0]) =>
    (await reader().runs.list(input)).items.map(({ name }) => name);

  test("leads from parent to children and grandchild, and back", async () => {
    const children = await names({ parent: idOf("parent"), sort: "-metrics.acc", limit: 200 });
    expect(children).toEqual(Array.from({ length: 30 }, (_, i) => `child-${29 - i}`));
    expect(await names({ parent: idOf("child-29") })).toEqual(["grandchild"]);
    const grandchild = await reader().runs.get({ id: idOf("grandchild") });
    expect(grandchild.links.ancestors.map(({ name }) => name)).toEqual(["parent", "child-29"]);
    expect(grandchild).toMatchObject({ parent: idOf("child-29"), children: 0 });
    expect(await reader().runs.get({ id: idOf("parent") })).toMatchObject({ parent: null, children: 30 });
  });

  test("is one run of the folded list, page by page, and its parts are counted", async () => {
    const tops = ["orphan", "parent", "ordinary", "from last week"];
    expect(await names({ parent: "none" })).toEqual(tops);
    const found: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await reader().runs.list({ parent: "none", limit: 1, cursor });
      found.push(...page.items.map(({ name }) => name));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(found).toEqual(tops);
    expect(await reader().runs.counts({ parent: "none" })).toMatchObject({
      ...{ matching: { count: 4 }, nested: { count: 31 }, all: { count: 35 } },
    });
    expect(await names({ parent: "any", limit: 200 })).toHaveLength(31);
    const { buckets } = await reader().runs.histogram({ parent: "none" });
    expect(buckets.reduce((sum, bucket) => sum + bucket.total, 0)).toBe(4);
  });
});

test("a value that the server cut says so, and one that is shorter or has another length does not", async () => {
  const id = await calls.run({ name: "cut" });
  await calls.post("runs/log-parameter", { run_id: id, key: "long", value: "p".repeat(6001) });
  await calls.post("runs/log-parameter", { run_id: id, key: "turtles", value: "🐢".repeat(6001) });
  await calls.post("runs/log-parameter", { run_id: id, key: "short", value: "p".repeat(5999) });
  await calls.post("runs/set-tag", { run_id: id, key: "long", value: "t".repeat(8001) });
  await calls.post("runs/set-tag", { run_id: id, key: "of-6000", value: "t".repeat(6000) });
  await calls.model("cut");
  await calls.version("cut", id);
  await sync(db, connection);
  const detail = await reader().models.versionDetail({ model: "cut", version: "1" });
  expect(detail.params.filter(({ cut }) => cut).map(({ name }) => name)).toEqual(["long", "turtles"]);
  const run = await reader().runs.get({ id: detail.runId ?? "" });
  expect(run.cut).toEqual({ params: ["long", "turtles"], tags: ["long"] });
});

test("a 0 without a time, which a bare NaN leaves, is said to be doubtful and passes no gate", async () => {
  const id = await calls.run({ name: "bare", metrics: { sound: 0 } });
  // As Python's json.dumps writes it, which is no JSON.
  const body = `{"run_id": "${id}", "key": "loss", "value": NaN, "timestamp": ${Date.now()}, "step": 0}`;
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${world.url}/api/2.0/mlflow/runs/log-metric`, {
    method: "POST",
    headers,
    body,
  });
  expect(answer.status).toBe(200);
  await calls.model("bare");
  await calls.version("bare", id);
  await sync(db, connection);
  const detail = await reader().models.versionDetail({ model: "bare", version: "1" });
  expect(detail.measures.map(({ name, mayBeNaN }) => [name, mayBeNaN])).toEqual([
    ["loss", true],
    ["sound", false],
  ]);
  const run = await reader().runs.get({ id: detail.runId ?? "" });
  expect(run.mayBeNaN).toEqual(["loss"]);
  const { items } = await reader().runs.list({ q: "bare", metrics: "loss,sound" });
  expect(items.map(({ mayBeNaN }) => mayBeNaN)).toEqual([["loss"]]);
  const maintainer = createCaller(project.as.maintainer);
  await maintainer.environments.put({ name: "live", connection: "registry", alias: "champion" });
  await maintainer.policies.put({
    ...{ model: "bare", environment: "live", rules: [{ role: "approver" as const, count: 1 }] },
    gates: ["loss", "sound"].map((metric) => ({ metric, atMost: 0.1 })),
  });
  const asked = await createCaller(project.as.contributor).promotions.request({
    ...{ model: "bare", version: "1", environment: "live", reason: "" },
  });
  expect(asked.gates).toMatchObject([
    {
      result: "missing",
      because: "loss of v1 cannot be judged: the registry says 0, which it also says for NaN.",
    },
    { result: "pass", value: 0 },
  ]);
});
