import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { jobs, runs } from "@/server/foundation/db/tables/runs";
import { job, pipeline, sha } from "../peers/gitlab-data";
import { smallMlflow, trainingRun } from "../peers/mlflow-data";
import { contents, writings } from "./connections-world";
import { syncWorld } from "./sync-world";

const world = syncWorld();

describe("GitLab", () => {
  test("pipelines with their jobs, each under its kind", async () => {
    const id = await world.connectGitlab();
    await world.sync(id);
    expect((await world.state(id)).error).toBeNull();
    const failed = await world.run(id, "282");
    expect(failed).toMatchObject({ kind: "code", status: "failed", branch: "main", number: "82" });
    const steps = await world.db.db
      .select()
      .from(jobs)
      .where(eq(jobs.runId, failed.id))
      .orderBy(jobs.externalId);
    expect(steps.map(({ name, stage, status }) => [name, stage, status])).toContainEqual([
      "unit",
      "test",
      "failed",
    ]);
    expect(await world.run(id, "285")).toMatchObject({
      kind: "deploy",
      status: "waiting",
      statusRaw: "manual",
    });
    expect(await world.run(id, "287"), "a child pipeline").toMatchObject({ trigger: "parent_pipeline" });
    expect(await world.run(id, "283")).toMatchObject({ status: "skipped" });
  });

  test("a pipeline and a training run of one commit are found by it", async () => {
    const data = smallMlflow(world.clock);
    data.runs.push(
      trainingRun("twin", world.clock, 30, { tags: [{ key: "mlflow.source.git.commit", value: sha(1) }] }),
    );
    await world.restartMlflow(data);
    await world.sync(await world.connectGitlab());
    await world.sync(await world.connectMlflow());
    const same = await world.db.db
      .select({ kind: runs.kind })
      .from(runs)
      .where(and(eq(runs.projectId, world.project.project.id), eq(runs.commitSha, sha(1))));
    expect(new Set(same.map((run) => run.kind))).toEqual(new Set(["code", "training"]));
  });

  test("a pipeline that goes on is followed, and one that is pushed appears", async () => {
    const id = await world.connectGitlab();
    await world.sync(id);
    expect(await world.run(id, "295")).toMatchObject({ finishedAt: null });
    world.clock += 1_000;
    world.gitlab.control.push(pipeline(300, world.clock, 0, { jobs: [job("build", "build")] }));
    world.clock += 600_000;
    await world.sync(id);
    expect(await world.run(id, "295")).toMatchObject({ status: "succeeded" });
    expect(await world.run(id, "300")).toMatchObject({ status: "succeeded" });
  });

  test("the second reading writes nothing, and the same answered twice makes one run", async () => {
    const id = await world.connectGitlab();
    await world.sync(id);
    const before = await writings(world.db);
    const all = await contents(world.db, id);
    await world.sync(id);
    expect(await writings(world.db)).toEqual(before);
    await world.db.db.execute(sql`delete from sync_cursors where connection_id = ${id}`);
    await world.sync(id);
    expect(await contents(world.db, id)).toEqual(all);
  });
});
