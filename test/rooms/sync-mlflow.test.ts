import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { put } from "@/server/environments/service";
import { pipelines } from "@/server/foundation/db/tables/connections";
import { deployments, modelAliases, models, modelVersions } from "@/server/foundation/db/tables/models";
import {
  metricKeys,
  runArtifacts,
  runDatasets,
  runDetailsDue,
  runMetrics,
  runs,
} from "@/server/foundation/db/tables/runs";
import { startManyRuns } from "../peers/many-runs";
import { COMMIT, history, ODD_NAME, smallMlflow, trainingRun } from "../peers/mlflow-data";
import { connect, contents, writings } from "./connections-world";
import { syncWorld } from "./sync-world";

const world = syncWorld();

describe("MLflow", () => {
  test("runs come with params, metrics, datasets, files and whole histories", async () => {
    const id = await world.connectMlflow();
    await world.sync(id);
    expect((await world.state(id)).error).toBeNull();
    const plain = await world.run(id, "plain");
    expect(plain).toMatchObject({
      kind: "training",
      status: "succeeded",
      commitSha: COMMIT,
      actor: "contributor",
    });
    const [experiment] = await world.db.db.select().from(pipelines).where(eq(pipelines.connectionId, id));
    expect(experiment).toMatchObject({ name: "breast-cancer", kind: "training" });
    expect(await world.db.db.select().from(runDatasets).where(eq(runDatasets.runId, plain.id))).toMatchObject(
      [{ name: "measurements", digest: "9c1f", context: "training" }],
    );
    expect(await world.db.db.select().from(runArtifacts).where(eq(runArtifacts.runId, plain.id))).toEqual([
      { runId: plain.id, path: "model/MLmodel", sizeBytes: 512 },
    ]);
    const [whole] = (await contents(world.db, id)).filter((run) =>
      JSON.stringify(run).includes('"external_id":"plain"'),
    );
    expect(whole).toMatchObject({
      params: { lr: "0.01" },
      points: [{}, {}, {}].map(() => expect.anything()),
    });
    expect((await world.state(id)).counts).toMatchObject({
      runs: 5,
      models: 1,
      versions: 2,
      historiesToRead: 0,
    });
  });

  test("NaN and the infinities are kept as such", async () => {
    const id = await world.connectMlflow();
    await world.sync(id);
    const odd = await world.run(id, "odd");
    const rows = await world.db.db
      .select({ name: metricKeys.name, value: runMetrics.value })
      .from(runMetrics)
      .innerJoin(metricKeys, eq(metricKeys.id, runMetrics.keyId))
      .where(eq(runMetrics.runId, odd.id));
    const values = Object.fromEntries(rows.map((row) => [row.name, row.value]));
    expect(values).toEqual({
      loss: Number.NaN,
      gain: Number.POSITIVE_INFINITY,
      depth: Number.NEGATIVE_INFINITY,
    });
  });

  test("a name with emoji, right-to-left letters and markup is kept letter by letter", async () => {
    const id = await world.connectMlflow();
    await world.sync(id);
    expect((await world.run(id, "odd")).name).toBe(ODD_NAME);
  });

  test("an unknown status is kept, shown, and told on the connection until it is gone", async () => {
    const id = await world.connectMlflow();
    await world.sync(id);
    expect(await world.run(id, "strange")).toMatchObject({ status: "failed", statusRaw: "EVAPORATED" });
    expect(await world.run(id, "paused")).toMatchObject({ status: "running", statusRaw: "PAUSED" });
    const { notices, error } = await world.state(id);
    expect(error).toBeNull();
    expect(notices.map((notice) => notice.what).join()).toMatch(/does not know: (EVAPORATED|PAUSED)/);
    await world.db.db.update(runs).set({ statusRaw: "FINISHED" }).where(eq(runs.connectionId, id));
    const data = smallMlflow(world.clock);
    await world.restartMlflow({ ...data, runs: data.runs.slice(0, 2) });
    await world.sync(id);
    expect((await world.state(id)).notices).toEqual([]);
  });

  test("the second reading of the same writes nothing", async () => {
    const id = await world.connectMlflow();
    await world.sync(id);
    const before = await writings(world.db);
    await world.sync(id);
    expect(await writings(world.db)).toEqual(before);
  });

  test("what happens after a reading is in the next one: a new run, an end, a value more", async () => {
    const data = smallMlflow(world.clock);
    const live = trainingRun("live", world.clock, 10, {
      end_time: world.clock + 120_000,
      histories: [
        history(
          "loss",
          world.clock - 60_000,
          [4, 3, 2, 1].concat(Array.from({ length: 100 }, (_, i) => 1 / (i + 2))),
        ),
      ],
    });
    const later = trainingRun("later", world.clock + 240_000, 2);
    await world.restartMlflow({ ...data, runs: [...data.runs, live, later] });
    const id = await world.connectMlflow();
    await world.sync(id);
    expect(await world.run(id, "live")).toMatchObject({ status: "running", finishedAt: null });
    await expect(world.run(id, "later")).rejects.toThrow("was not read");
    const few = (await contents(world.db, id)).length;
    world.clock += 30_000;
    await world.db.db.update(runDetailsDue).set({ after: new Date(0).toISOString() });
    await world.sync(id);
    expect((await contents(world.db, id)).length).toBe(few);
    world.clock += 300_000;
    await world.sync(id);
    await world.db.db.update(runDetailsDue).set({ after: new Date(0).toISOString() });
    await world.sync(id);
    expect(await world.run(id, "live")).toMatchObject({ status: "succeeded", durationMs: 720_000 });
    expect(await world.run(id, "later")).toMatchObject({ status: "succeeded" });
    const { rows } = await world.db.db.execute(
      sql`select count from series where subject = ${`run:${(await world.run(id, "live")).id}`}`,
    );
    expect(rows).toEqual([{ count: "104" }]);
  });

  test("a tag changed on a run long over is noticed by the second look", async () => {
    const id = await world.connectMlflow();
    await world.sync(id);
    const data = smallMlflow(world.clock);
    const [plain] = data.runs;
    plain?.tags.push({ key: "reviewed", value: "yes" });
    await world.restartMlflow(data);
    await world.sync(id);
    expect((await world.run(id, "plain")).tags).not.toHaveProperty("reviewed");
    world.clock += 16 * 60_000;
    await world.sync(id);
    expect((await world.run(id, "plain")).tags).toMatchObject({ reviewed: "yes" });
  });

  test("answers of more than 10 MB are asked for in smaller pieces, and nothing is lost", async () => {
    const [runCount, paramLength] = [60, 400_000];
    const source = await startManyRuns({
      ...{ runs: runCount, params: 1, metrics: 1, points: 1, newestMs: world.clock - 7_200_000, paramLength },
    });
    const { id } = await connect(world.project, { url: source.url });
    await world.sync(id);
    await source.stop();
    expect(await world.state(id)).toMatchObject({ error: null, counts: { runs: runCount } });
    const { rows } = await world.db.db.execute(
      sql`select count(*)::integer as n, min(length(value)) as short from run_params v join runs r on r.id = v.run_id where r.connection_id = ${id}`,
    );
    expect(rows).toEqual([{ n: runCount, short: paramLength }]);
  });

  test("models, versions with their run's commit, and aliases", async () => {
    const id = await world.connectMlflow();
    await world.sync(id);
    const [model] = await world.db.db.select().from(models).where(eq(models.connectionId, id));
    expect(model).toMatchObject({ name: "breast-cancer", tags: { owner: "screening" } });
    const versions = await world.db.db
      .select()
      .from(modelVersions)
      .where(eq(modelVersions.modelId, model?.id ?? ""));
    expect(
      versions.map(({ version, commitSha, runId }) => ({ version, commitSha, linked: runId !== null })),
    ).toEqual(["1", "2"].map((version) => ({ version, commitSha: COMMIT, linked: true })));
    const aliases = await world.db.db
      .select()
      .from(modelAliases)
      .where(eq(modelAliases.modelId, model?.id ?? ""));
    expect(aliases).toMatchObject([{ alias: "champion", versionId: versions[0]?.id }]);
  });

  test("an alias moved outside Terrapin ends one deployment and begins another", async () => {
    const connection = await connect(world.project, { url: world.mlflow.url });
    await world.sync(connection.id);
    await put(world.project.as.maintainer, {
      name: "production",
      connection: connection.id,
      alias: "champion",
    });
    const serving = () =>
      world.db.db
        .select({ version: modelVersions.version, source: deployments.source, toAt: deployments.toAt })
        .from(deployments)
        .innerJoin(modelVersions, eq(modelVersions.id, deployments.versionId))
        .where(eq(deployments.projectId, world.project.project.id))
        .orderBy(deployments.id);
    expect(await serving()).toMatchObject([{ version: "1", toAt: null }]);
    world.clock = Date.now();
    await fetch(`${world.mlflow.url}/api/2.0/mlflow/registered-models/alias`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "breast-cancer", alias: "champion", version: "2" }),
    });
    world.clock = Date.now() + 1_000;
    await world.sync(connection.id);
    const [first, second] = await serving();
    expect(first?.toAt).not.toBeNull();
    expect(second).toEqual({ version: "2", source: "observed", toAt: null });
  });
});
