import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAnswer } from "@/server/backends/mlflow/schema";
import { put as putEnvironment } from "@/server/environments/service";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import {
  get as getModel,
  getVersion,
  list as listModels,
  timeline,
  versionTable,
} from "@/server/models/service";
import { put as putPolicy } from "@/server/policies/service";
import { decide, execute, get, maintainOpenPromotions, request, rollBack } from "@/server/promotions/service";
import { sync } from "../rooms/connections-world";
import type { TestProject } from "../rooms/models-world";
import { type MlflowProject, mlflowProject } from "./mlflow-project";

/** What becomes of models and versions in a real MLflow, followed within one ordinary sync. */
let world: MlflowProject;
let db: OpenDb;
let project: TestProject;
let connection: string;

beforeAll(async () => {
  world = await mlflowProject("lifecycle");
  ({ db, project } = world);
  connection = await world.connect();
  await putEnvironment(project.as.maintainer, { name: "live", connection: "registry", alias: "champion" });
}, 600_000);
afterAll(() => world.stop());

const call: MlflowProject["calls"]["call"] = (...asked) => world.calls.call(...asked);
const newRun = async () =>
  runAnswer.parse(await call("POST", "runs/create", { experiment_id: "0", start_time: Date.now() })).run.info
    .run_id;
const register = async (name: string) => world.calls.version(name, await newRun());
const create = (name: string) => call("POST", "registered-models/create", { name });
const champion = (name: string, version: string) =>
  call("POST", "registered-models/alias", { name, alias: "champion", version });
const rename = (name: string, new_name: string) =>
  call("POST", "registered-models/rename", { name, new_name });
const deleteModel = (name: string) => call("DELETE", "registered-models/delete", { name });
const deleteVersion = (name: string, version: string) =>
  call("DELETE", "model-versions/delete", { name, version });
const aliasThere = (name: string) => world.calls.alias(name, "champion");

const read = () => sync(db, connection);
/** As if reading all versions had taken so long, in milliseconds: it decides whether the next sync does so again. */
const wholeReadingTook = (ms: number) =>
  db.pool.query(`update sync_cursors set cursor = cursor || '{"wholeMs": ${ms}}' where stream = 'versions'`);

/** A model whose version 1 serves and whose versions after it are there to be asked for. */
async function served(name: string, versions = 2): Promise<void> {
  await create(name);
  for (let i = 0; i < versions; i++) await register(name);
  await champion(name, "1");
  await read();
  await putPolicy(project.as.maintainer, {
    ...{ model: name, environment: "live", gates: [], rules: [{ role: "approver" as const, count: 1 }] },
  });
}

const ask = (model: string, version: string) =>
  request(project.as.contributor, { model, version, environment: "live", reason: "" });
const approve = (id: string) => decide(project.as.approver, { id, decision: "approve", comment: "" });
const look = (id: string) => get(project.as.viewer, { id, wait: 0 });
const carryOut = (id: string) => execute(systemCtx(db.db, "execute"), { promotion: id });
/** As the job does that a sync sends when it found something deleted. */
const maintain = () => maintainOpenPromotions(systemCtx(db.db, "expire"));
const model = (name: string) => getModel(project.as.viewer, { model: name });
const models = async () => (await listModels(project.as.viewer, { limit: 100 })).items;
const version = (name: string, number: string) =>
  getVersion(project.as.viewer, { model: name, version: number });
async function servedBy(name: string) {
  const { lanes } = await timeline(project.as.viewer, { model: name });
  return lanes.flatMap(({ deployments }) => deployments);
}
const refusal = (of: Promise<unknown>) => of.then(() => null, String);

describe("a version that is deleted", () => {
  test("is marked, ends what it served without any moved alias, and cannot be asked for", async () => {
    await served("version-deleted");
    await deleteVersion("version-deleted", "1");
    await read();
    expect((await version("version-deleted", "1")).deletedAt).not.toBeNull();
    expect(await version("version-deleted", "2")).toMatchObject({ deletedAt: null });
    const because = "v1 was deleted in the registry, and alias champion with it";
    expect(await servedBy("version-deleted")).toMatchObject([{ version: "1", ended: "removed", because }]);
    expect(await refusal(ask("version-deleted", "1"))).toContain("v1 was deleted in the registry.");
    const table = await versionTable(project.as.viewer, { model: "version-deleted", limit: 10 });
    expect(table.items.map(({ version, state }) => [version, state.kind])).toEqual([
      ["2", "never"],
      ["1", "deleted"],
    ]);
  });

  test("is found in one sync too where a registry is too large to be read whole with each", async () => {
    await served("of-many");
    await wholeReadingTook(3_600_000);
    await deleteVersion("of-many", "1");
    await read();
    expect((await version("of-many", "1")).deletedAt).not.toBeNull();
    expect((await version("of-many", "2")).deletedAt).toBeNull();
    await wholeReadingTook(0);
  });

  test("blocks what waits for it, voids its approvals, and no approval carries it out", async () => {
    await served("waiting");
    const { id } = await ask("waiting", "2");
    await deleteVersion("waiting", "2");
    await read();
    await maintain();
    expect(await look(id)).toMatchObject({ status: "blocked", outcome: "v2 was deleted in the registry." });
    expect(await refusal(approve(id))).toContain("v2 was deleted in the registry.");
    expect(await aliasThere("waiting")).toBe("1");
  });

  test("after its last approval is not executed, though no sync has seen it", async () => {
    await served("at-the-last-moment");
    const { id } = await ask("at-the-last-moment", "2");
    await approve(id);
    await deleteVersion("at-the-last-moment", "2");
    await carryOut(id);
    expect(await look(id)).toMatchObject({
      ...{ status: "blocked", versionGone: "v2 was deleted in the registry.", approvals: [{ by: [] }] },
    });
    expect((await version("at-the-last-moment", "2")).deletedAt).not.toBeNull();
    expect(await aliasThere("at-the-last-moment")).toBe("1");
  });

  test("cannot be gone back to", async () => {
    await served("gone-back-to");
    const { id } = await ask("gone-back-to", "2");
    await approve(id);
    await carryOut(id);
    expect(await look(id)).toMatchObject({ status: "succeeded" });
    await deleteVersion("gone-back-to", "1");
    await read();
    expect(await refusal(rollBack(project.as.approver, { id, reason: "" }))).toContain(
      "can't be gone back to",
    );
  });
});

describe("a model that is deleted", () => {
  test("is marked with its versions, what it served ends, and nothing of it can be asked for", async () => {
    await served("model-deleted");
    const { id } = await ask("model-deleted", "2");
    await deleteModel("model-deleted");
    await read();
    await maintain();
    expect((await model("model-deleted")).deletedAt).not.toBeNull();
    expect((await version("model-deleted", "2")).deletedAt).not.toBeNull();
    const because = "the model was deleted in the registry";
    expect(await servedBy("model-deleted")).toMatchObject([{ ended: "removed", because }]);
    const reason = "Model model-deleted was deleted in the registry.";
    expect(await look(id)).toMatchObject({ status: "blocked", outcome: reason });
    expect(await refusal(ask("model-deleted", "1"))).toContain(reason);
    await read();
    expect((await servedBy("model-deleted")).length).toBe(1);
  });
});

describe("a model that is renamed", () => {
  test("while an alias stands on it is one model with its deployments, policy, promotions and approvals", async () => {
    await served("old-name");
    const before = await model("old-name");
    const { id, evidenceDigest } = await ask("old-name", "2");
    await rename("old-name", "new-name");
    await read();
    await maintain();
    expect(await model("new-name")).toMatchObject({
      ...{ id: before.id, versions: 2, deletedAt: null },
      serving: [{ environment: "live", version: "1" }],
      openPromotions: [{ id }],
    });
    expect(await servedBy("new-name")).toMatchObject([{ version: "1", to: null }]);
    const names = (await models()).map(({ name }) => name);
    expect(names).toContain("new-name");
    expect(names).not.toContain("old-name");
    expect(await look(id)).toMatchObject({ status: "pending", model: "new-name", evidenceDigest });
    await approve(id);
    await carryOut(id);
    expect(await look(id)).toMatchObject({ status: "succeeded" });
    expect(await aliasThere("new-name")).toBe("2");
  });

  test("is found by its old name, until another model has it", async () => {
    expect(await model("old-name")).toMatchObject({ name: "new-name" });
    expect(await version("old-name", "1")).toMatchObject({ model: "new-name" });
    await create("old-name");
    await read();
    expect(await model("old-name")).toMatchObject({ name: "old-name", versions: 0 });
  });

  test("right before an execution is followed, and the alias is moved under the new name", async () => {
    await served("renamed-late");
    const { id } = await ask("renamed-late", "2");
    await approve(id);
    await rename("renamed-late", 'it\'s "renamed" late');
    await carryOut(id);
    expect(await look(id)).toMatchObject({ status: "succeeded", model: 'it\'s "renamed" late' });
    expect(await aliasThere('it\'s "renamed" late')).toBe("2");
  });

  test("twice, and back, and with another one that takes its name, stays itself", async () => {
    await served("one");
    await served("two", 1);
    const [one, two] = [await model("one"), await model("two")];
    await rename("one", "between");
    await rename("two", "one");
    await rename("between", "two");
    await read();
    expect(await model("two")).toMatchObject({ id: one.id, versions: 2 });
    expect(await model("one")).toMatchObject({ id: two.id, versions: 1 });
  });
});

describe("a model that is made again under its name", () => {
  test("is new: what was is readable beside it, marked deleted, and nothing of it is asked for or served", async () => {
    await served("made-again");
    const old = await model("made-again");
    const { id } = await ask("made-again", "2");
    await deleteModel("made-again");
    await create("made-again");
    await register("made-again");
    await champion("made-again", "1");
    await read();
    await maintain();
    const now = await model("made-again");
    expect(now).toMatchObject({ versions: 1, deletedAt: null, openPromotions: [] });
    expect(now.id).not.toBe(old.id);
    expect(await servedBy("made-again")).toMatchObject([{ version: "1", to: null, source: "observed" }]);
    const before = await model(old.id);
    expect(before).toMatchObject({ id: old.id, versions: 2, serving: [] });
    expect(before.name).toMatch(/^made-again \(deleted \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\)$/);
    expect(before.deletedAt).not.toBeNull();
    expect(await version(before.name, "2")).toMatchObject({ model: before.name });
    expect(await servedBy(before.name)).toMatchObject([{ version: "1", ended: "removed" }]);
    expect(await look(id)).toMatchObject({ status: "blocked", model: before.name });
    expect(await refusal(ask("made-again", "1"))).toContain("No policy says what takes made-again to live.");
  });

  test("right before an execution stops it: the alias of the new one is not moved", async () => {
    await served("made-again-late");
    const { id } = await ask("made-again-late", "2");
    await approve(id);
    await deleteModel("made-again-late");
    await create("made-again-late");
    await register("made-again-late");
    await register("made-again-late");
    await carryOut(id);
    expect(await look(id)).toMatchObject({ status: "blocked", approvals: [{ by: [] }] });
    expect(await aliasThere("made-again-late")).toBeNull();
  });
});

test("aliases and tags, which move no time, are compared in each sync", async () => {
  await served("moved");
  await champion("moved", "2");
  await call("POST", "model-versions/set-tag", { name: "moved", version: "1", key: "team", value: "risk" });
  await wholeReadingTook(0);
  await read();
  expect((await version("moved", "1")).tags).toEqual({ team: "risk" });
  expect(await servedBy("moved")).toMatchObject([
    { version: "1", ended: "superseded" },
    { version: "2", to: null },
  ]);
});
