import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections, pipelines } from "@/server/foundation/db/tables/connections";
import { runs } from "@/server/foundation/db/tables/runs";
import { needs } from "@/server/overview/service";
import { testDatabase } from "../database";
import { makeProject, makeRun, type TestProject } from "./models-world";

/** What the Overview says of pipelines and connections, from nothing read to a run that failed. */

let open: OpenDb;
let world: TestProject;
beforeAll(async () => {
  open = await testDatabase();
  world = await makeProject(open, "screening");
});
afterAll(() => open.close());

const seen = () => needs(world.as.viewer, {});
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

async function pipelineRun(pipelineId: string, status: "succeeded" | "failed", days: number) {
  const when = daysAgo(days);
  await open.db.insert(runs).values({
    ...{ projectId: world.project.id, connectionId: world.connection.id, pipelineId },
    ...{ externalId: `${status} ${days}`, kind: "code", name: "api-tests", status, statusRaw: status },
    ...{ queuedAt: when, changedAt: when },
  });
}

test("a project without pipelines has none that could fail, and a connection that was never read is not up to date", async () => {
  await makeRun(open, world, { externalId: "training only" });
  expect(await seen()).toEqual({
    setUp: { environments: 0, policies: 0 },
    failed: { count: 0, first: null, read: 0, ran: 0 },
    connections: { troubled: 0, first: null, unread: 1 },
  });
  await open.db
    .update(connections)
    .set({ lastSyncAt: daysAgo(0) })
    .where(eq(connections.id, world.connection.id));
  expect((await seen()).connections.unread).toBe(0);
});

test("a pipeline counts as run in the last 14 days, and as failing by its latest run", async () => {
  const at = { projectId: world.project.id, connectionId: world.connection.id };
  const [made] = await open.db
    .insert(pipelines)
    .values({ ...at, externalId: "api", name: "api-tests", kind: "code" })
    .returning();
  const id = made?.id ?? "";
  await pipelineRun(id, "succeeded", 20);
  expect((await seen()).failed).toMatchObject({ count: 0, read: 1, ran: 0 });
  await pipelineRun(id, "succeeded", 3);
  expect((await seen()).failed).toMatchObject({ count: 0, read: 1, ran: 1 });
  await pipelineRun(id, "failed", 1);
  expect((await seen()).failed).toMatchObject({ count: 1, read: 1, ran: 1, first: { name: "api-tests" } });
});
