import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { runs } from "@/server/foundation/db/tables/runs";
import { type Gitlab, startGitlab } from "@/server/sample/gitlab/server";
import { type MlflowSample, startMlflowSample } from "@/server/sample/mlflow/server";
import type { MlflowRecording } from "@/server/sample/mlflow/shapes";
import { testDatabase } from "../database";
import { PROJECT, smallGitlab } from "../peers/gitlab-data";
import { smallMlflow } from "../peers/mlflow-data";
import { connect, sync } from "./connections-world";
import { makeProject, type TestProject } from "./models-world";

/** A project with a small MLflow and a small GitLab beside it, new for each test, and a clock that the test moves. */
export function syncWorld() {
  const world = {
    db: {} as OpenDb,
    project: {} as TestProject,
    mlflow: {} as MlflowSample,
    gitlab: {} as Gitlab,
    clock: 0,
    now: () => world.clock,
    sync: (id: string) => sync(world.db, id, world.now),

    connectMlflow: async () => (await connect(world.project, { url: world.mlflow.url })).id,
    connectGitlab: async () =>
      (
        await connect(world.project, {
          vendor: "gitlab",
          url: world.gitlab.url,
          credentials: { token: world.gitlab.token },
          options: { projects: [PROJECT.path], kinds: [{ kind: "deploy", name: "deploy-*" }] },
        })
      ).id,

    /** The same MLflow at the same address, with other data. */
    async restartMlflow(data: MlflowRecording) {
      await world.mlflow.stop();
      world.mlflow = await startMlflowSample({ data, port: world.mlflow.port, now: world.now });
    },

    async state(id: string) {
      const [row] = await world.db.db.select().from(connections).where(eq(connections.id, id));
      if (!row) throw new Error("the connection is gone");
      return row;
    },

    async run(id: string, externalId: string) {
      const [row] = await world.db.db
        .select()
        .from(runs)
        .where(and(eq(runs.connectionId, id), eq(runs.externalId, externalId)));
      if (!row) throw new Error(`run ${externalId} was not read`);
      return row;
    },
  };
  let count = 0;

  beforeAll(async () => {
    world.db = await testDatabase();
  });
  afterAll(() => world.db.close());
  beforeEach(async () => {
    count += 1;
    world.clock = Date.now();
    world.project = await makeProject(world.db, `s${count}`);
    world.mlflow = await startMlflowSample({ data: smallMlflow(world.clock), now: world.now });
    world.gitlab = await startGitlab({ data: smallGitlab(world.clock), now: world.now });
  });
  afterEach(async () => {
    await Promise.all([world.mlflow.stop(), world.gitlab.stop()]);
    expect(world.gitlab.control.violations).toEqual([]);
  });
  return world;
}
