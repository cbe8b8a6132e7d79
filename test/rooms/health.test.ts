import { spawn } from "node:child_process";
import { once } from "node:events";
import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type OpenDb, openDb } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { projects } from "@/server/foundation/db/tables/people";
import { log } from "@/server/foundation/log";
import { measureEventLoop, takeEventLoopLag } from "@/server/health/event-loop";
import { metricsText, readiness } from "@/server/health/service";
import { sendJob } from "@/server/queue/boss";
import { testDatabase } from "@/test/database";

let database: OpenDb;
beforeAll(async () => {
  database = await testDatabase();
  const [project] = await database.db.insert(projects).values({ slug: "vision", name: "Vision" }).returning();
  const base = { projectId: project?.id ?? "", vendor: "mlflow" as const, url: "http://mlflow.example.com" };
  const now = new Date().toISOString();
  const trouble = { what: "It is down.", why: "No answer.", todo: "Wait.", at: now };
  await database.db.insert(connections).values([
    { ...base, name: "well", lastSyncAt: now },
    { ...base, name: "down", lastSyncAt: now, error: trouble },
    { ...base, name: "resting", pausedAt: now },
  ]);
});
afterAll(() => database.close());

async function ticks(): Promise<void> {
  const from = performance.now();
  await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(from + 80), { interval: 10 });
}

const worker = () =>
  spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "server/cli/worker.ts"], {
    env: { ...process.env, DATABASE_URL: database.url },
    stdio: ["ignore", "pipe", "inherit"],
  });

describe("readiness", () => {
  test("is denied while nobody runs the jobs, given once a worker does, and the worker stops when told", async () => {
    expect(await readiness(database, Date.now())).toMatchObject({
      ready: false,
      database: { ok: true },
      jobs: { ok: false, secondsSinceLastLook: null },
    });
    const child = worker();
    await vi.waitFor(
      async () => expect(await readiness(database, Date.now())).toMatchObject({ ready: true }),
      {
        timeout: 20_000,
        interval: 200,
      },
    );
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("tells how the connections are, and a failing one keeps nobody from working", async () => {
    await database.db.execute(sql`update pgboss.queue set monitor_on = now()`);
    const found = await readiness(database, Date.now());
    expect(found.connections).toEqual({ healthy: 1, failing: 1, paused: 1 });
    expect(found.ready).toBe(true);
  });

  test("is denied when the jobs have not been looked after for a while", async () => {
    await database.db.execute(sql`update pgboss.queue set monitor_on = now() - interval '31 seconds'`);
    expect(await readiness(database, Date.now())).toMatchObject({ ready: false, jobs: { ok: false } });
  });

  test("is denied, with the reason, while the database is away", async () => {
    const nowhere = openDb("postgresql://terrapin@127.0.0.1:1/terrapin");
    const found = await readiness(nowhere, Date.now());
    expect(found.ready).toBe(false);
    expect(found.database.error).toContain("ECONNREFUSED");
    await nowhere.close();
  });

  test("is denied, and not waited for, while the database hangs", async () => {
    const locker = new pg.Client({ connectionString: database.url });
    await locker.connect();
    await locker.query("begin; lock table connections in access exclusive mode");
    const found = await readiness(database, Date.now());
    expect(found.database.error).toContain("no answer within");
    await locker.end();
  });
});

describe("metrics", () => {
  test("count jobs by state and connections by status, and name no one", async () => {
    await database.db.transaction(async (tx) => {
      await sendJob(database, tx, "sync", { connection: "1" }, { singletonKey: "1" });
    });
    const text = await metricsText(database, Date.now());
    expect(text).toMatch(/^terrapin_database_up 1$/m);
    expect(text).toMatch(/^terrapin_jobs\{queue="sync",state="created"\} 1$/m);
    expect(text).toMatch(
      /^terrapin_connection_status\{connection="\d+",vendor="mlflow",status="failing"\} 1$/m,
    );
    expect(text).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
    expect(text).toMatch(/^terrapin_database_pool_connections\{state="idle"\} \d+$/m);
    expect(text).not.toContain("resting");
  });

  test("still tell of the process while the database is away", async () => {
    const told = vi.spyOn(log, "warn").mockImplementation(() => {});
    const nowhere = openDb("postgresql://terrapin@127.0.0.1:1/terrapin");
    const text = await metricsText(nowhere, Date.now());
    expect(text).toMatch(/^terrapin_database_up 0$/m);
    expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
    const cause = expect.objectContaining({ code: "ECONNREFUSED" });
    expect(told).toHaveBeenCalledWith(
      { error: expect.objectContaining({ cause }) },
      "The database does not answer",
    );
    await nowhere.close();
  });

  test("show by how much a blocked event loop was late, once", async () => {
    measureEventLoop();
    await vi.waitFor(() => expect(takeEventLoopLag()).not.toBeNull());
    // Nothing is counted before the second tick of a stretch.
    await ticks();
    const until = performance.now() + 200;
    while (performance.now() < until);
    await ticks();
    expect(takeEventLoopLag()?.max).toBeGreaterThan(0.1);
    await vi.waitFor(() => expect(takeEventLoopLag()?.max).toBeLessThan(0.1));
  });
});
