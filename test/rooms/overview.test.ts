import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections, pipelines } from "@/server/foundation/db/tables/connections";
import { runs } from "@/server/foundation/db/tables/runs";
import { needs, worse } from "@/server/overview/service";
import { listRuns } from "@/server/runs/schema";
import { list } from "@/server/runs/service";
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
  // The list that the count opens.
  const failing = async (input: object) =>
    (await list(world.as.viewer, listRuns.parse({ latest: true, status: "failed", ...input }))).items;
  expect((await failing({})).map(({ externalId }) => externalId)).toEqual(["failed 1"]);
  await pipelineRun(id, "failed", 0.5);
  expect((await failing({})).map(({ externalId }) => externalId)).toEqual(["failed 0.5"]);
  await pipelineRun(id, "succeeded", 0.1);
  expect(await failing({})).toEqual([]);
});

test("a pipeline that fails more or takes longer names itself, its last failed run and the week it is about", async () => {
  const at = { projectId: world.project.id, connectionId: world.connection.id };
  const [made] = await open.db
    .insert(pipelines)
    .values({ ...at, externalId: "nightly", name: "nightly-features", kind: "data" })
    .returning();
  const pipelineId = made?.id ?? "";
  const ran = async (days: number, status: "succeeded" | "failed", durationMs: number) => {
    const [run] = await open.db
      .insert(runs)
      .values({
        ...{ ...at, pipelineId, externalId: `nightly ${days}`, kind: "data", name: "nightly-features" },
        ...{ status, statusRaw: status, durationMs, queuedAt: daysAgo(days), changedAt: daysAgo(days) },
      })
      .returning();
    return run?.id;
  };
  for (const days of [8, 9, 10, 11, 12]) await ran(days, "succeeded", 60_000);
  for (const days of [2.1, 3.1, 4.1, 5.1, 6.1]) await ran(days, "succeeded", 90_000);
  for (const days of [3, 2]) await ran(days, "failed", 1_000);
  const last = await ran(1.5, "failed", 1_000);
  const { items, from } = await worse(world.as.viewer, {});
  expect(Math.abs(Date.parse(from) - Date.parse(daysAgo(7)))).toBeLessThan(60_000);
  const of = { project: "screening", subject: "nightly-features" };
  expect(items.filter(({ subject }) => subject === "nightly-features")).toEqual([
    expect.objectContaining({
      ...{ ...of, kind: "duration", measure: "duration p95", change: "+50 %" },
      about: { kind: "durations", pipeline: pipelineId },
    }),
    expect.objectContaining({
      ...{ ...of, kind: "failures", measure: "failed", change: "3 of 8" },
      about: { kind: "failures", pipeline: pipelineId, run: last },
    }),
  ]);
});
