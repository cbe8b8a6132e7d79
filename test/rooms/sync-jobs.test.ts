import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { get, syncNow } from "@/server/connections/service";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { runs } from "@/server/foundation/db/tables/runs";
import { startJobs } from "@/server/worker/register";
import { testDatabase } from "../database";
import { type ManyRuns, startManyRuns } from "../peers/many-runs";
import { connect } from "./connections-world";
import { makeProject, type TestProject } from "./models-world";

let db: OpenDb;
let source: ManyRuns;
let project: TestProject;
let count = 0;

beforeAll(async () => {
  db = await testDatabase();
  source = await startManyRuns({
    runs: 3_000,
    params: 2,
    metrics: 1,
    points: 1,
    newestMs: Date.now() - 7_200_000,
  });
});
afterAll(async () => {
  await source.stop();
  await db.close();
});
beforeEach(async () => {
  count += 1;
  project = await makeProject(db, `j${count}`);
  // The project's own connection leads nowhere: it is not to be read here.
  await db.db.delete(connections).where(eq(connections.id, project.connection.id));
});

const readSoFar = async (id: string) => db.db.$count(runs, eq(runs.connectionId, id));
const patience = { timeout: 60_000, interval: 20 };

test("a new connection is read by the workers at once, and again when its time has come", async () => {
  const jobs = await startJobs(db.db, db.url);
  try {
    const { id } = await connect(project, { url: source.url, options: { everySeconds: 5 } });
    await vi.waitFor(async () => {
      const { status, counts } = await get(project.as.viewer, { id });
      expect([status, counts.runs]).toEqual(["healthy", 3_000]);
    }, patience);
    const { lastSyncAt } = await get(project.as.viewer, { id });
    await vi.waitFor(async () => {
      expect((await get(project.as.viewer, { id })).lastSyncAt).not.toBe(lastSyncAt);
    }, patience);
  } finally {
    await jobs.stop();
  }
}, 90_000);

test("while a connection is read, its progress is told and a second reading waits its turn", async () => {
  const jobs = await startJobs(db.db, db.url);
  try {
    const { id } = await connect(project, { url: source.url });
    await vi.waitFor(async () => expect(await readSoFar(id)).toBeGreaterThan(0), patience);
    await syncNow(project.as.maintainer, { id });
    await vi.waitFor(async () => {
      const { progress } = await get(project.as.viewer, { id });
      expect(progress).toMatchObject({
        phase: expect.stringMatching(/runs|Histories/),
        done: expect.any(Number),
      });
    }, patience);
    await vi.waitFor(async () => {
      const { rows } = await db.db.execute<{ n: number }>(
        sql`select count(*)::integer as n from pgboss.job where name = 'sync' and singleton_key = ${id} and state = 'completed'`,
      );
      expect(rows[0]?.n).toBe(2);
    }, patience);
    expect(await get(project.as.viewer, { id })).toMatchObject({ status: "healthy", progress: null });
    expect(await readSoFar(id)).toBe(3_000);
  } finally {
    await jobs.stop();
  }
}, 90_000);

test("a reading whose worker was killed is taken up by the next one", async () => {
  const flags = ["--conditions=react-server", "--import", import.meta.resolve("tsx")];
  const worker = spawn(process.execPath, [...flags, resolve("test/sync-worker.ts"), db.url], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const { id } = await connect(project, { url: source.url });
  await vi.waitFor(async () => expect(await readSoFar(id)).toBeGreaterThan(200), patience);
  const ended = once(worker, "exit");
  worker.kill("SIGKILL");
  await ended;
  expect(await readSoFar(id)).toBeLessThan(3_000);
  const jobs = await startJobs(db.db, db.url);
  try {
    await vi.waitFor(async () => {
      expect(await get(project.as.viewer, { id })).toMatchObject({ status: "healthy" });
    }, patience);
    expect(await readSoFar(id)).toBe(3_000);
  } finally {
    await jobs.stop();
  }
}, 120_000);

test("a worker that stops leaves a long reading to the next one, without calling it a failure", async () => {
  const first = await startJobs(db.db, db.url);
  const { id } = await connect(project, { url: source.url });
  await vi.waitFor(async () => expect(await readSoFar(id)).toBeGreaterThan(200), patience);
  await first.stop();
  expect(await readSoFar(id)).toBeLessThan(3_000);
  expect(await get(project.as.viewer, { id })).toMatchObject({ status: "new", error: null });
  const next = await startJobs(db.db, db.url);
  try {
    await vi.waitFor(async () => expect(await readSoFar(id)).toBe(3_000), patience);
  } finally {
    await next.stop();
  }
}, 90_000);
