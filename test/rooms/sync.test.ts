import { and, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { pause, remove } from "@/server/connections/service";
import type { OpenDb } from "@/server/db/open";
import { connections, pipelines } from "@/server/db/tables/connections";
import { deployments, modelAliases, models, modelVersions } from "@/server/db/tables/models";
import {
  jobs,
  metricKeys,
  runArtifacts,
  runDatasets,
  runDetailsDue,
  runMetrics,
  runs,
} from "@/server/db/tables/runs";
import { put } from "@/server/environments/service";
import { type Gitlab, startGitlab } from "@/server/sample/gitlab/server";
import { type MlflowSample, startMlflowSample } from "@/server/sample/mlflow/server";
import { testDatabase } from "../database";
import { job, PROJECT, pipeline, sha, smallGitlab } from "../peers/gitlab-data";
import { startManyRuns } from "../peers/many-runs";
import { COMMIT, history, ODD_NAME, smallMlflow, trainingRun } from "../peers/mlflow-data";
import { connect, contents, sync, writings } from "./connections-world";
import { makeProject, type TestProject } from "./models-world";

let db: OpenDb;
let project: TestProject;
let mlflow: MlflowSample;
let gitlab: Gitlab;
let clock: number;
let count = 0;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

beforeEach(async () => {
  count += 1;
  clock = Date.now();
  project = await makeProject(db, `s${count}`);
  mlflow = await startMlflowSample({ data: smallMlflow(clock), now: () => clock });
  gitlab = await startGitlab({ data: smallGitlab(clock), now: () => clock });
});
afterEach(async () => {
  await Promise.all([mlflow.stop(), gitlab.stop()]);
  expect(gitlab.control.violations).toEqual([]);
});

const now = () => clock;
const connectMlflow = async () => (await connect(project, { url: mlflow.url })).id;
const connectGitlab = async () =>
  (
    await connect(project, {
      vendor: "gitlab",
      url: gitlab.url,
      credentials: { token: gitlab.token },
      options: { projects: [PROJECT.path], kinds: [{ kind: "deploy", name: "deploy-*" }] },
    })
  ).id;

async function state(id: string) {
  const [row] = await db.db.select().from(connections).where(eq(connections.id, id));
  if (!row) throw new Error("the connection is gone");
  return row;
}

async function runOf(id: string, externalId: string) {
  const [row] = await db.db
    .select()
    .from(runs)
    .where(and(eq(runs.connectionId, id), eq(runs.externalId, externalId)));
  if (!row) throw new Error(`run ${externalId} was not read`);
  return row;
}

describe("MLflow", () => {
  test("runs come with params, metrics, datasets, files and whole histories", async () => {
    const id = await connectMlflow();
    await sync(db, id, now);
    expect((await state(id)).error).toBeNull();
    const plain = await runOf(id, "plain");
    expect(plain).toMatchObject({
      kind: "training",
      status: "succeeded",
      commitSha: COMMIT,
      actor: "contributor",
    });
    const [experiment] = await db.db.select().from(pipelines).where(eq(pipelines.connectionId, id));
    expect(experiment).toMatchObject({ name: "breast-cancer", kind: "training" });
    expect(await db.db.select().from(runDatasets).where(eq(runDatasets.runId, plain.id))).toMatchObject([
      { name: "measurements", digest: "9c1f", context: "training" },
    ]);
    expect(await db.db.select().from(runArtifacts).where(eq(runArtifacts.runId, plain.id))).toEqual([
      { runId: plain.id, path: "model/MLmodel", sizeBytes: 512 },
    ]);
    const [whole] = (await contents(db, id)).filter((run) =>
      JSON.stringify(run).includes('"external_id":"plain"'),
    );
    expect(whole).toMatchObject({
      params: { lr: "0.01" },
      points: [{}, {}, {}].map(() => expect.anything()),
    });
    expect((await state(id)).counts).toMatchObject({ runs: 5, models: 1, versions: 2, historiesToRead: 0 });
  });

  test("NaN and the infinities are kept as such", async () => {
    const id = await connectMlflow();
    await sync(db, id, now);
    const odd = await runOf(id, "odd");
    const rows = await db.db
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
    const id = await connectMlflow();
    await sync(db, id, now);
    expect((await runOf(id, "odd")).name).toBe(ODD_NAME);
  });

  test("an unknown status is kept, shown, and told on the connection until it is gone", async () => {
    const id = await connectMlflow();
    await sync(db, id, now);
    expect(await runOf(id, "strange")).toMatchObject({ status: "failed", statusRaw: "EVAPORATED" });
    expect(await runOf(id, "paused")).toMatchObject({ status: "running", statusRaw: "PAUSED" });
    const { notices, error } = await state(id);
    expect(error).toBeNull();
    expect(notices.map((notice) => notice.what).join()).toMatch(/does not know: (EVAPORATED|PAUSED)/);
    await db.db.update(runs).set({ statusRaw: "FINISHED" }).where(eq(runs.connectionId, id));
    await mlflow.stop();
    const data = smallMlflow(clock);
    mlflow = await startMlflowSample({
      data: { ...data, runs: data.runs.slice(0, 2) },
      port: mlflow.port,
      now: () => clock,
    });
    await sync(db, id, now);
    expect((await state(id)).notices).toEqual([]);
  });

  test("the second reading of the same writes nothing", async () => {
    const id = await connectMlflow();
    await sync(db, id, now);
    const before = await writings(db);
    await sync(db, id, now);
    expect(await writings(db)).toEqual(before);
  });

  test("what happens after a reading is in the next one: a new run, an end, a value more", async () => {
    const data = smallMlflow(clock);
    const live = trainingRun("live", clock, 10, {
      end_time: clock + 120_000,
      histories: [
        history(
          "loss",
          clock - 60_000,
          [4, 3, 2, 1].concat(Array.from({ length: 100 }, (_, i) => 1 / (i + 2))),
        ),
      ],
    });
    const later = trainingRun("later", clock + 240_000, 2);
    await mlflow.stop();
    mlflow = await startMlflowSample({
      data: { ...data, runs: [...data.runs, live, later] },
      now: () => clock,
    });
    const id = await connectMlflow();
    await sync(db, id, now);
    expect(await runOf(id, "live")).toMatchObject({ status: "running", finishedAt: null });
    await expect(runOf(id, "later")).rejects.toThrow("was not read");
    const few = (await contents(db, id)).length;
    clock += 30_000;
    await db.db.update(runDetailsDue).set({ after: new Date(0).toISOString() });
    await sync(db, id, now);
    expect((await contents(db, id)).length).toBe(few);
    clock += 300_000;
    await sync(db, id, now);
    await db.db.update(runDetailsDue).set({ after: new Date(0).toISOString() });
    await sync(db, id, now);
    expect(await runOf(id, "live")).toMatchObject({ status: "succeeded", durationMs: 720_000 });
    expect(await runOf(id, "later")).toMatchObject({ status: "succeeded" });
    const { rows } = await db.db.execute(
      sql`select count from series where subject = ${`run:${(await runOf(id, "live")).id}`}`,
    );
    expect(rows).toEqual([{ count: "104" }]);
  });

  test("a tag changed on a run long over is noticed by the second look", async () => {
    const id = await connectMlflow();
    await sync(db, id, now);
    const data = smallMlflow(clock);
    const [plain] = data.runs;
    plain?.tags.push({ key: "reviewed", value: "yes" });
    await mlflow.stop();
    mlflow = await startMlflowSample({ data, port: mlflow.port, now: () => clock });
    await sync(db, id, now);
    expect((await runOf(id, "plain")).tags).not.toHaveProperty("reviewed");
    clock += 16 * 60_000;
    await sync(db, id, now);
    expect((await runOf(id, "plain")).tags).toMatchObject({ reviewed: "yes" });
  });

  test("answers of more than 10 MB are asked for in smaller pieces, and nothing is lost", async () => {
    const [runCount, paramLength] = [60, 400_000];
    const source = await startManyRuns({
      ...{ runs: runCount, params: 1, metrics: 1, points: 1, newestMs: clock - 7_200_000, paramLength },
    });
    const { id } = await connect(project, { url: source.url });
    await sync(db, id, now);
    await source.stop();
    expect(await state(id)).toMatchObject({ error: null, counts: { runs: runCount } });
    const { rows } = await db.db.execute(
      sql`select count(*)::integer as n, min(length(value)) as short from run_params v join runs r on r.id = v.run_id where r.connection_id = ${id}`,
    );
    expect(rows).toEqual([{ n: runCount, short: paramLength }]);
  });

  test("models, versions with their run's commit, and aliases", async () => {
    const id = await connectMlflow();
    await sync(db, id, now);
    const [model] = await db.db.select().from(models).where(eq(models.connectionId, id));
    expect(model).toMatchObject({ name: "breast-cancer", tags: { owner: "screening" } });
    const versions = await db.db
      .select()
      .from(modelVersions)
      .where(eq(modelVersions.modelId, model?.id ?? ""));
    expect(
      versions.map(({ version, commitSha, runId }) => ({ version, commitSha, linked: runId !== null })),
    ).toEqual(["1", "2"].map((version) => ({ version, commitSha: COMMIT, linked: true })));
    const aliases = await db.db
      .select()
      .from(modelAliases)
      .where(eq(modelAliases.modelId, model?.id ?? ""));
    expect(aliases).toMatchObject([{ alias: "champion", versionId: versions[0]?.id }]);
  });

  test("an alias moved outside Terrapin ends one deployment and begins another", async () => {
    const connection = await connect(project, { url: mlflow.url });
    await sync(db, connection.id, now);
    await put(project.as.maintainer, { name: "production", connection: connection.id, alias: "champion" });
    const serving = () =>
      db.db
        .select({ version: modelVersions.version, source: deployments.source, toAt: deployments.toAt })
        .from(deployments)
        .innerJoin(modelVersions, eq(modelVersions.id, deployments.versionId))
        .where(eq(deployments.projectId, project.project.id))
        .orderBy(deployments.id);
    expect(await serving()).toMatchObject([{ version: "1", toAt: null }]);
    clock = Date.now();
    await fetch(`${mlflow.url}/api/2.0/mlflow/registered-models/alias`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "breast-cancer", alias: "champion", version: "2" }),
    });
    clock = Date.now() + 1_000;
    await sync(db, connection.id, now);
    const [first, second] = await serving();
    expect(first?.toAt).not.toBeNull();
    expect(second).toEqual({ version: "2", source: "observed", toAt: null });
  });
});

describe("GitLab", () => {
  test("pipelines with their jobs, each under its kind", async () => {
    const id = await connectGitlab();
    await sync(db, id, now);
    expect((await state(id)).error).toBeNull();
    const failed = await runOf(id, "282");
    expect(failed).toMatchObject({ kind: "code", status: "failed", branch: "main", number: "82" });
    const steps = await db.db.select().from(jobs).where(eq(jobs.runId, failed.id)).orderBy(jobs.externalId);
    expect(steps.map(({ name, stage, status }) => [name, stage, status])).toContainEqual([
      "unit",
      "test",
      "failed",
    ]);
    expect(await runOf(id, "285")).toMatchObject({ kind: "deploy", status: "waiting", statusRaw: "manual" });
    expect(await runOf(id, "287"), "a child pipeline").toMatchObject({ trigger: "parent_pipeline" });
    expect(await runOf(id, "283")).toMatchObject({ status: "skipped" });
  });

  test("a pipeline and a training run of one commit are found by it", async () => {
    const data = smallMlflow(clock);
    data.runs.push(
      trainingRun("twin", clock, 30, { tags: [{ key: "mlflow.source.git.commit", value: sha(1) }] }),
    );
    await mlflow.stop();
    mlflow = await startMlflowSample({ data, now: () => clock });
    await sync(db, await connectGitlab(), now);
    await sync(db, await connectMlflow(), now);
    const same = await db.db
      .select({ kind: runs.kind })
      .from(runs)
      .where(and(eq(runs.projectId, project.project.id), eq(runs.commitSha, sha(1))));
    expect(new Set(same.map((run) => run.kind))).toEqual(new Set(["code", "training"]));
  });

  test("a pipeline that goes on is followed, and one that is pushed appears", async () => {
    const id = await connectGitlab();
    await sync(db, id, now);
    expect(await runOf(id, "295")).toMatchObject({ finishedAt: null });
    clock += 1_000;
    gitlab.control.push(pipeline(300, clock, 0, { jobs: [job("build", "build")] }));
    clock += 600_000;
    await sync(db, id, now);
    expect(await runOf(id, "295")).toMatchObject({ status: "succeeded" });
    expect(await runOf(id, "300")).toMatchObject({ status: "succeeded" });
  });

  test("the second reading writes nothing, and the same answered twice makes one run", async () => {
    const id = await connectGitlab();
    await sync(db, id, now);
    const before = await writings(db);
    const all = await contents(db, id);
    await sync(db, id, now);
    expect(await writings(db)).toEqual(before);
    await db.db.execute(sql`delete from sync_cursors where connection_id = ${id}`);
    await sync(db, id, now);
    expect(await contents(db, id)).toEqual(all);
  });
});

describe("trouble", () => {
  test("a failing system leaves what is known, says why, and is asked again later and later", async () => {
    const id = await connectMlflow();
    await sync(db, id, now);
    const known = await contents(db, id);
    const { lastSyncAt } = await state(id);
    mlflow.control.fail({ kind: "html", times: 3 });
    clock += 60_000;
    const pauses: number[] = [];
    for (let i = 0; i < 3; i++) {
      await sync(db, id, now);
      pauses.push(Date.parse((await state(id)).nextSyncAt ?? "") - clock);
    }
    expect(pauses).toEqual([30_000, 60_000, 120_000]);
    const failing = await state(id);
    expect(failing).toMatchObject({ lastSyncAt, failures: 3, stateSince: new Date(clock).toISOString() });
    expect(failing.error).toMatchObject({
      what: expect.stringContaining("answered an HTML page, not JSON"),
      todo: expect.stringContaining("Is this the address of the MLflow API?"),
      at: new Date(clock).toISOString(),
    });
    expect(await contents(db, id)).toEqual(known);
    await sync(db, id, now);
    expect(await state(id)).toMatchObject({
      error: null,
      failures: 0,
      lastSyncAt: new Date(clock).toISOString(),
    });
  });

  test("a wrong token is named and never written down", async () => {
    const { id } = await connect(project, {
      vendor: "gitlab",
      url: gitlab.url,
      credentials: { token: "glpat-wrong-but-secret" },
      options: { projects: [PROJECT.path] },
    });
    await sync(db, id, now);
    const { error } = await state(id);
    expect(error?.what).toMatch(/does not accept the credentials/);
    expect(error?.todo).toMatch(/token/);
    expect(JSON.stringify(await state(id))).not.toContain("glpat-wrong-but-secret");
  });

  test("a host that is gone is named", async () => {
    const id = await connectMlflow();
    await mlflow.stop();
    await sync(db, id, now);
    expect((await state(id)).error?.why).toMatch(/Nothing listens|cut before/);
    mlflow = await startMlflowSample({ data: smallMlflow(clock), now: () => clock });
  }, 60_000);

  test("a Retry-After longer than the pause is honoured", async () => {
    const id = await connectMlflow();
    mlflow.control.fail({ kind: "429", retryAfter: 900 });
    await sync(db, id, now);
    const { error, nextSyncAt } = await state(id);
    expect(error?.what).toContain("asks for fewer requests");
    expect(Date.parse(nextSyncAt ?? "") - clock).toBe(900_000);
  });

  test("another secret than the one they were stored with opens no credentials, and says so", async () => {
    const id = await connectGitlab();
    vi.stubEnv("TERRAPIN_SECRET", "quite another secret, long enough too");
    await sync(db, id, now);
    vi.unstubAllEnvs();
    expect((await state(id)).error).toMatchObject({ what: "The stored credentials cannot be opened." });
  });

  test("files that cannot be listed stop neither runs nor histories", async () => {
    const id = await connectMlflow();
    mlflow.control.fail({ kind: "500", path: "/artifacts/list", times: 100 });
    await sync(db, id, now);
    const { error, notices, counts } = await state(id);
    expect(error).toBeNull();
    expect(notices.map((notice) => notice.what)).toContain("The files of some runs could not be listed.");
    expect(counts).toMatchObject({ runs: 5, historiesToRead: 0 });
  });
});

describe("stopping", () => {
  test("a paused connection is not read", async () => {
    const id = await connectMlflow();
    await pause(project.as.maintainer, { id });
    await sync(db, id, now);
    expect(mlflow.control.requests).toEqual([]);
    expect((await state(id)).lastSyncAt).toBeNull();
  });

  test("one that is paused or removed in the middle stops at the next page, without an error", async () => {
    for (const stop of [pause, remove]) {
      const id = await connectMlflow();
      mlflow.control.fail({ kind: "slow", path: "/runs/search", delayMs: 300 });
      const reading = sync(db, id, now);
      await vi.waitFor(() =>
        expect(mlflow.control.requests.some(({ fault }) => fault === "slow")).toBe(true),
      );
      await stop(project.as.maintainer, { id });
      await reading;
      expect(await contents(db, id)).toEqual([]);
      const [row] = await db.db.select().from(connections).where(eq(connections.id, id));
      if (row) expect(row).toMatchObject({ error: null, lastSyncAt: null, progress: null });
      mlflow.control.requests.length = 0;
    }
  });
});
