import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { runAnswer } from "@/server/backends/mlflow/schema";
import type { OpenDb } from "@/server/foundation/db/open";
import { listRuns } from "@/server/runs/schema";
import { list } from "@/server/runs/service";
import { sync } from "../rooms/connections-world";
import type { TestProject } from "../rooms/models-world";
import { type MlflowProject, mlflowProject } from "./mlflow-project";

/** What becomes of runs and experiments in a real MLflow, followed within one ordinary sync. */
const HOUR_MS = 3_600_000;
let world: MlflowProject;
let db: OpenDb;
let project: TestProject;
let connection: string;
/** Made before the first sync. */
let experiment: string;
let [deleted, other, ofExperiment] = ["", "", ""];

beforeAll(async () => {
  world = await mlflowProject("lifecycle");
  ({ db, project } = world);
  connection = await world.connect("tracking");
  experiment = await newExperiment("first name");
  [deleted, other, ofExperiment] = [await oldRun(), await oldRun(), await oldRun(experiment)];
  await read();
}, 600_000);
afterAll(() => world.stop());

const post = (path: string, body: object) => world.calls.post(path, body);

/** A run that began and ended long ago: no sync asks for it by its times any more. */
async function oldRun(experiment_id = "0"): Promise<string> {
  const start_time = Date.now() - 5 * HOUR_MS;
  const { run } = runAnswer.parse(await post("runs/create", { experiment_id, start_time }));
  const { run_id } = run.info;
  await post("runs/log-metric", { run_id, key: "recall", value: 0.9, timestamp: start_time });
  await post("runs/update", { run_id, status: "FINISHED", end_time: start_time + HOUR_MS });
  return run_id;
}
const newExperiment = async (name: string) =>
  z.object({ experiment_id: z.string() }).parse(await post("experiments/create", { name })).experiment_id;

const read = () => sync(db, connection);
async function runHere(id: string) {
  const { items } = await list(project.as.viewer, listRuns.parse({ limit: 100, metrics: "recall" }));
  return items.find(({ externalId }) => externalId === id);
}

test("a run that is deleted long after its end is marked, keeps what was read, and is back once restored", async () => {
  expect(await runHere(deleted)).toMatchObject({ deletedAt: null });
  await post("runs/delete", { run_id: deleted });
  await read();
  const marked = await runHere(deleted);
  expect(marked).toMatchObject({ deletedAt: expect.any(String), metrics: { recall: 0.9 } });
  expect(await runHere(other)).toMatchObject({ deletedAt: null });
  await read();
  expect((await runHere(deleted))?.deletedAt).toBe(marked?.deletedAt);
  await post("runs/restore", { run_id: deleted });
  await read();
  expect(await runHere(deleted)).toMatchObject({ deletedAt: null });
});

test("an experiment that is renamed is one; deleted, its runs are marked with it, and restored they are back", async () => {
  const run = ofExperiment;
  await post("experiments/update", { experiment_id: experiment, new_name: "second name" });
  await read();
  const before = await runHere(run);
  expect(before).toMatchObject({ deletedAt: null, pipeline: { name: "second name" } });
  await post("experiments/delete", { experiment_id: experiment });
  await read();
  expect(await runHere(run)).toMatchObject({
    ...{ id: before?.id, deletedAt: expect.any(String), metrics: { recall: 0.9 } },
  });
  await post("experiments/restore", { experiment_id: experiment });
  await read();
  expect(await runHere(run)).toMatchObject({ id: before?.id, deletedAt: null });
});
