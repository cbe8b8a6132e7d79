import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loggedModelOf } from "@/server/backends/mlflow/map";
import { loggedModelAnswer, runAnswer, versionAnswer } from "@/server/backends/mlflow/schema";
import { get as getConnection, syncNow } from "@/server/connections/service";
import { put as putEnvironment } from "@/server/environments/service";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { getVersion, versionDetail } from "@/server/models/service";
import { put as putPolicy } from "@/server/policies/service";
import { decide, execute, get, request } from "@/server/promotions/service";
import { listRuns } from "@/server/runs/schema";
import { get as getRun, list } from "@/server/runs/service";
import { sync } from "../rooms/connections-world";
import type { TestProject } from "../rooms/models-world";
import { type MlflowProject, mlflowProject } from "./mlflow-project";

/** What decisions rest on, read from a real MLflow. */
let world: MlflowProject;
let db: OpenDb;
let project: TestProject;
let connection: string;

beforeAll(async () => {
  world = await mlflowProject("decisions");
  ({ db, project } = world);
  connection = await world.connect();
  await putEnvironment(project.as.maintainer, { name: "live", connection: "registry", alias: "champion" });
}, 600_000);
afterAll(() => world.stop());

const post = (path: string, body: object) => world.calls.post(path, body);

const newRun = async (experiment_id = "0") =>
  runAnswer.parse(await post("runs/create", { experiment_id, start_time: Date.now() })).run.info.run_id;
const end = (run_id: string) => post("runs/update", { run_id, status: "FINISHED", end_time: Date.now() });

async function newModel(run: string): Promise<string> {
  const made = await post("logged-models", { experiment_id: "0", name: "m", source_run_id: run });
  return loggedModelAnswer.parse(made).model.info.model_id;
}

type Logged = { value: number | string; step?: number; at?: number; model?: string; dataset?: string };
const logMetric = (run_id: string, key: string, { value, step = 0, at, model, dataset }: Logged) =>
  post("runs/log-metric", {
    ...{ run_id, key, value, step, timestamp: at ?? Date.now() },
    ...(model ? { model_id: model } : {}),
    ...(dataset ? { dataset_name: dataset, dataset_digest: "d1" } : {}),
  });

async function register(name: string, source: string, run_id: string): Promise<string> {
  const model_id = loggedModelOf(source) ?? undefined;
  const made = await post("model-versions/create", { name, source, run_id, model_id });
  return versionAnswer.parse(made).model_version.version;
}

const metricsOf = async (model: string, version: string) =>
  (await getVersion(project.as.viewer, { model, version })).metrics;

describe("a run that logged two models", () => {
  const name = "two-of-one-run";
  let run: string;
  beforeAll(async () => {
    run = await newRun();
    await post("registered-models/create", { name });
    for (const [value, step] of [
      [0.5, 0],
      [0.99, 1],
    ] as const) {
      const model = await newModel(run);
      await logMetric(run, "recall", { value, step, model, dataset: "holdout" });
      await register(name, `models:/${model}`, run);
    }
    await end(run);
    await sync(db, connection);
  });

  test("each version has what was measured of its own model, whatever was logged last", async () => {
    expect(await metricsOf(name, "1")).toEqual({ recall: 0.5 });
    expect(await metricsOf(name, "2")).toEqual({ recall: 0.99 });
    expect(await versionDetail(project.as.viewer, { model: name, version: "1" })).toMatchObject({
      measuredOf: "model",
    });
  });

  test("the gate judges the one asked for, by the metric and by the metric on its data set", async () => {
    await putPolicy(project.as.maintainer, {
      ...{ model: name, environment: "live", rules: [{ role: "approver" as const, count: 1 }] },
      gates: ["recall", "recall [holdout]"].map((metric) => ({ metric, atLeast: 0.95 })),
    });
    const ask = (version: string) =>
      request(project.as.contributor, { model: name, version, environment: "live", reason: "" });
    const both = (outcome: object) => [outcome, outcome];
    expect((await ask("1")).gates).toMatchObject(both({ result: "fail", value: 0.5 }));
    expect((await ask("2")).gates).toMatchObject(both({ result: "pass", value: 0.99 }));
  });
});

test("a metric that names no data set is the plain one; several data sets are told apart", async () => {
  const name = "data-sets";
  const run = await newRun();
  const model = await newModel(run);
  await logMetric(run, "recall", { value: 0.9, model, dataset: "train" });
  await logMetric(run, "recall", { value: 0.7, model, dataset: "holdout" });
  await logMetric(run, "auc", { value: 0.8, model });
  await logMetric(run, "auc", { value: 0.6, model, dataset: "holdout" });
  await post("registered-models/create", { name });
  await register(name, `models:/${model}`, run);
  await sync(db, connection);
  expect(await metricsOf(name, "1")).toEqual({
    ...{ auc: 0.8, "auc [holdout]": 0.6 },
    ...{ "recall [holdout]": 0.7, "recall [train]": 0.9 },
  });
  await putPolicy(project.as.maintainer, {
    ...{ model: name, environment: "live", rules: [{ role: "approver" as const, count: 1 }] },
    gates: [{ metric: "recall", atLeast: 0.5 }],
  });
  const asked = await request(project.as.contributor, {
    ...{ model: name, version: "1", environment: "live", reason: "" },
  });
  expect(asked.gates).toMatchObject([
    {
      result: "missing",
      because:
        "recall of v1 was measured on several data sets: name one of recall [holdout], recall [train].",
    },
  ]);
});

test("NaN of a logged model is NaN, a true 0 is 0, and what cannot be told apart cannot be judged", async () => {
  const name = "diverged";
  const run = await newRun();
  const [nan, zero] = [await newModel(run), await newModel(run)];
  const at = Date.now();
  await logMetric(run, "loss", { value: "NaN", model: nan, at });
  await logMetric(run, "drop", { value: "NaN", model: nan, at });
  await logMetric(run, "drop", { value: 0, model: zero, at });
  await logMetric(run, "rest", { value: 0, model: zero, at });
  await post("registered-models/create", { name });
  await register(name, `models:/${nan}`, run);
  await register(name, `models:/${zero}`, run);
  await sync(db, connection);
  expect(await metricsOf(name, "1")).toMatchObject({ loss: "NaN" });
  expect(await metricsOf(name, "2")).toMatchObject({ rest: 0 });
  await putPolicy(project.as.maintainer, {
    ...{ model: name, environment: "live", rules: [{ role: "approver" as const, count: 1 }] },
    gates: ["loss", "drop", "rest"].map((metric) => ({ metric, atMost: 0.1 })),
  });
  const ask = (version: string) =>
    request(project.as.contributor, { model: name, version, environment: "live", reason: "" });
  const unclear = (version: string) => ({
    result: "missing",
    because: `drop of v${version} cannot be judged: the registry says 0, which it also says for NaN.`,
  });
  const none = (version: string, metric: string) => ({
    ...{ result: "missing", because: `The logged model of v${version} has no ${metric}.` },
  });
  expect((await ask("1")).gates).toMatchObject([
    { result: "fail", value: "NaN" },
    unclear("1"),
    none("1", "rest"),
  ]);
  expect((await ask("2")).gates).toMatchObject([
    none("2", "loss"),
    unclear("2"),
    { result: "pass", value: 0 },
  ]);
});

test("a model without metrics of its own has those of its run, unless the run logged another", async () => {
  const name = "of-the-run";
  await post("registered-models/create", { name });
  const sole = await newRun();
  const model = await newModel(sole);
  await logMetric(sole, "recall", { value: 0.8 });
  await register(name, `models:/${model}`, sole);
  const shared = await newRun();
  const [first] = [await newModel(shared), await newModel(shared)];
  await logMetric(shared, "recall", { value: 0.8 });
  await register(name, `models:/${first}`, shared);
  await sync(db, connection);
  expect(await metricsOf(name, "1")).toEqual({ recall: 0.8 });
  expect(await metricsOf(name, "2")).toEqual({});
});

test("a lower value logged to an ended run after the approval stops the promotion, with both values", async () => {
  const name = "late";
  const run = await newRun();
  await logMetric(run, "recall", { value: 0.96 });
  await end(run);
  await post("registered-models/create", { name });
  await register(name, `mlflow-artifacts:/0/${run}/artifacts/model`, run);
  await sync(db, connection);
  await putPolicy(project.as.maintainer, {
    ...{ model: name, environment: "live", rules: [{ role: "approver" as const, count: 1 }] },
    gates: [{ metric: "recall", atLeast: 0.95 }],
  });
  const { id } = await request(project.as.contributor, {
    ...{ model: name, version: "1", environment: "live", reason: "" },
  });
  expect((await decide(project.as.approver, { id, decision: "approve", comment: "" })).status).toBe(
    "executing",
  );
  await logMetric(run, "recall", { value: 0.1, step: 1 });
  await logMetric(run, "fairness", { value: 0.77 });
  await execute(systemCtx(db.db, "execute"), { promotion: id });
  expect(await get(project.as.viewer, { id, wait: 0 })).toMatchObject({
    status: "blocked",
    evidenceChanges: ["fairness of v1 is 0.77, it was missing", "recall of v1 is 0.1, it was 0.96"],
    approvals: [{ by: [] }],
  });
  expect(await world.calls.alias(name, "champion")).toBeNull();
});

test("Sync now reads again what was logged to a run that ended long ago; a sync by itself does so later", async () => {
  const name = "again";
  const hour = 3_600_000;
  const { run } = runAnswer.parse(
    await post("runs/create", { experiment_id: "0", start_time: Date.now() - 3 * hour }),
  );
  const id = run.info.run_id;
  await logMetric(id, "recall", { value: 0.96 });
  await post("runs/update", { run_id: id, status: "FINISHED", end_time: Date.now() - 2 * hour });
  await post("registered-models/create", { name });
  await register(name, `mlflow-artifacts:/0/${id}/artifacts/model`, id);
  const another = await world.connect("registry again");
  const recall = async () => {
    const { items } = await list(project.as.viewer, listRuns.parse({ limit: 100, metrics: "recall" }));
    return items.find((each) => each.externalId === id && each.connection === another)?.metrics.recall;
  };
  await sync(db, another);
  await logMetric(id, "recall", { value: 0.1, step: 1 });
  await sync(db, another);
  expect(await recall()).toBe(0.96);
  await syncNow(project.as.maintainer, { id: another });
  await sync(db, another);
  expect(await recall()).toBe(0.1);
  await logMetric(id, "recall", { value: 0.2, step: 2 });
  await sync(db, another);
  expect(await recall()).toBe(0.1);
});

describe("a run that logged a step at the edge of 64 bits", () => {
  test("for a logged model leaves the version its value, and later versions theirs", async () => {
    const name = "edge";
    const run = await newRun();
    const [first, second] = [await newModel(run), await newModel(run)];
    await post("runs/log-metric", {
      ...{ run_id: run, key: "seen", value: 0.7, timestamp: Date.now(), model_id: first },
      step: "9223372036854775807",
    });
    await logMetric(run, "seen", { value: 0.8, model: second });
    await post("registered-models/create", { name });
    await register(name, `models:/${first}`, run);
    await register(name, `models:/${second}`, run);
    await sync(db, connection);
    expect(await metricsOf(name, "1")).toEqual({ seen: 0.7 });
    expect(await metricsOf(name, "2")).toEqual({ seen: 0.8 });
  });

  test("arrives with its value and a notice, and everything after it arrives", async () => {
    const counter = await newRun();
    await logMetric(counter, "seen", { value: 0.4, step: 3 });
    await logMetric(counter, "ratio", { value: 0.5 });
    // As text: JavaScript has no such number.
    await post("runs/log-metric", {
      ...{ run_id: counter, key: "seen", value: 0.7, timestamp: Date.now() },
      step: "9223372036854775807",
    });
    await end(counter);
    const later = await newRun();
    await logMetric(later, "ratio", { value: 0.6 });
    await end(later);
    await sync(db, connection);
    const { items } = await list(project.as.viewer, listRuns.parse({ limit: 50, metrics: "ratio" }));
    const [read, after] = [counter, later].map((id) => items.find((run) => run.externalId === id));
    expect(after?.metrics).toMatchObject({ ratio: 0.6 });
    const detail = await getRun(project.as.viewer, { id: read?.id ?? "" });
    expect(detail.metrics).toEqual({ ratio: 0.5, seen: 0.7 });
    expect(detail.leftOut).toMatchObject([{ what: "seen was logged at a step of about 9.223e+18." }]);
    const { status, notices } = await getConnection(project.as.viewer, { id: connection });
    expect(status).toBe("healthy");
    expect(notices.map(({ what }) => what)).toContain("seen was logged at a step of about 9.223e+18.");
  });
});
