import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { testDatabase } from "../database";
import { makeStage, type Stage } from "./execution-world";

let db: OpenDb;
let stage: Stage;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  stage = await makeStage(db);
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await stage.registry.close();
});

/** A process of its own that can be killed. */
function child(what: string): ChildProcess {
  const flags = ["--conditions=react-server", "--import", import.meta.resolve("tsx")];
  const started = spawn(process.execPath, [...flags, resolve("test/execution-child.ts"), db.url, what], {
    env: { ...process.env, TSX_TSCONFIG_PATH: resolve("tsconfig.json") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(started);
  return started;
}

describe("a worker that is killed", () => {
  const hanging: ["GET" | "POST", number, "before" | "after"][] = [
    ["GET", 1, "before"],
    ["GET", 1, "after"],
    ["POST", 1, "before"],
    ["POST", 1, "after"],
    ["GET", 2, "before"],
    ["GET", 2, "after"],
  ];
  test.each(hanging)(
    "at %s number %i, %s it took effect, has its work taken up by the next",
    async (method, nth, when) => {
      const id = await stage.approved();
      const hangs = stage.registry.hangAt({ method, nth, when });
      const worker = child(id);
      await hangs;
      worker.kill("SIGKILL");
      await once(worker, "exit");
      await vi.waitFor(() => stage.carryOut(id), { timeout: 10_000, interval: 50 });
      expect(await stage.look(id)).toMatchObject({ status: "succeeded", serving: true });
      expect(stage.registry.effective()).toEqual([{ alias: "champion", from: "12", to: "14" }]);
      expect(stage.registry.alias()).toBe("14");
      expect(await stage.told()).toHaveLength(2);
    },
  );

  const writing: [string, string, string][] = [
    ["beginning to check", "execution_steps", "kind = 'check'"],
    ["beginning to read", "execution_steps", "kind = 'read_alias'"],
    ["beginning to write", "execution_steps", "kind = 'set_alias'"],
    ["beginning to read again", "execution_steps", "kind = 'verify_alias'"],
  ];
  test.each(writing)(
    "while %s is written down, has its work taken up by the next",
    async (_name, table, where) => {
      const id = await stage.approved();
      const holder = new pg.Client({ connectionString: db.url });
      await holder.connect();
      await holder.query("begin");
      await holder.query(`select 1 from ${table} where promotion_id = $1 and ${where} for update`, [id]);
      const worker = child(id);
      await vi.waitFor(
        async () => {
          const { rows } = await db.pool.query(
            "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
          );
          expect(rows).toHaveLength(1);
        },
        { timeout: 20_000, interval: 50 },
      );
      worker.kill("SIGKILL");
      await once(worker, "exit");
      await holder.end();
      await vi.waitFor(() => stage.carryOut(id), { timeout: 10_000, interval: 50 });
      expect(await stage.look(id)).toMatchObject({ status: "succeeded", serving: true });
      expect(stage.registry.effective()).toHaveLength(1);
      expect(await stage.told()).toHaveLength(2);
    },
  );

  test("between the effect and its record finds the alias in place and writes nothing more", async () => {
    const id = await stage.approved();
    const holder = new pg.Client({ connectionString: db.url });
    await holder.connect();
    await holder.query("begin");
    await holder.query("select 1 from deployments where model_id = $1 for update", [stage.world.model.id]);
    const worker = child(id);
    await vi.waitFor(async () => expect((await stage.look(id)).execution[3]?.status).toBe("succeeded"), {
      timeout: 20_000,
    });
    worker.kill("SIGKILL");
    await once(worker, "exit");
    await holder.end();
    await vi.waitFor(() => stage.carryOut(id), { timeout: 10_000, interval: 50 });
    expect(await stage.look(id)).toMatchObject({ status: "succeeded", serving: true });
    expect(stage.registry.writes).toHaveLength(1);
    expect((await stage.look(id)).execution[1]?.detail).toEqual({ before: "12" });
  });

  test("is followed by a worker that carries the same job out, without anybody's doing", async () => {
    // What other tests left in the queue speaks of registries that are gone.
    await db.pool.query("delete from pgboss.job where name = 'execute'");
    const first = child("worker");
    await once(first.stdout as NodeJS.ReadableStream, "data");
    const hangs = stage.registry.hangAt({ method: "POST", nth: 1, when: "after" });
    const id = await stage.approved();
    await hangs;
    first.kill("SIGKILL");
    await once(first, "exit");
    child("worker");
    await vi.waitFor(async () => expect((await stage.look(id)).status).toBe("succeeded"), {
      timeout: 40_000,
      interval: 200,
    });
    expect(stage.registry.effective()).toEqual([{ alias: "champion", from: "12", to: "14" }]);
  }, 60_000);
});
