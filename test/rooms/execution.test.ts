import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { eq } from "drizzle-orm";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { systemCtx } from "@/server/context";
import type { OpenDb } from "@/server/db/open";
import { connections } from "@/server/db/tables/connections";
import { deployments } from "@/server/db/tables/models";
import { decide, execute, get, retry, rollBack } from "@/server/promotions/service";
import { testDatabase } from "../database";
import { startRegistry, type TestRegistry } from "./execution-registry";
import { makeWorld, type Version, type World } from "./promotions-world";
import { refusal } from "./refusals";

let db: OpenDb;
let world: World;
let registry: TestRegistry;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  registry = await startRegistry();
  world = await makeWorld(db);
  await db.db.update(connections).set({ url: registry.url }).where(eq(connections.id, world.connection.id));
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await registry.close();
});

const look = (id: string) => get(world.as.viewer, { id, wait: 0 });
const approve = (id: string) => decide(world.as.approver, { id, decision: "approve", comment: "" });
const carryOut = (id: string) => execute(systemCtx(db.db, "execute"), { promotion: id });
async function approved(version: Version = "14"): Promise<string> {
  const { id } = await world.ask(version);
  expect((await approve(id)).status).toBe("executing");
  return id;
}
const history = () =>
  db.db
    .select({
      versionId: deployments.versionId,
      source: deployments.source,
      ended: deployments.ended,
      because: deployments.endedBecause,
    })
    .from(deployments)
    .where(eq(deployments.modelId, world.model.id))
    .orderBy(deployments.id);
const told = async () => {
  const rows = await history();
  const name = (id: string) => ["11", "12", "13", "14"].find((v) => world.versionId(v) === id);
  return rows.map((row) => [name(row.versionId), row.source, row.ended]);
};

/** A process of its own that can be killed. */
function child(what: string): ChildProcess {
  const flags = ["--conditions=react-server", "--import", import.meta.resolve("tsx")];
  const started = spawn(
    process.execPath,
    [...flags, resolve("test/rooms/execution-child.ts"), db.url, what],
    {
      env: { ...process.env, TSX_TSCONFIG_PATH: resolve("tsconfig.json") },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  children.add(started);
  return started;
}

describe("an approved promotion", () => {
  test("moves the alias, is read again, and serves", async () => {
    const id = await approved();
    await carryOut(id);
    const done = await look(id);
    expect(done).toMatchObject({
      status: "succeeded",
      serving: true,
      outcome: "v14 serves production: alias champion moved from v12 to v14.",
    });
    expect(
      done.execution.map(({ kind, status, attempt, detail }) => [kind, status, attempt, detail]),
    ).toEqual([
      ["check", "succeeded", 1, {}],
      ["read_alias", "succeeded", 1, { before: "12" }],
      ["set_alias", "succeeded", 1, { before: "12", target: "14", wrote: true }],
      ["verify_alias", "succeeded", 1, { after: "14" }],
    ]);
    expect(registry.writes).toEqual([{ alias: "champion", from: "12", to: "14" }]);
    expect(await told()).toEqual([
      ["12", "observed", "superseded"],
      ["14", "promotion", null],
    ]);
    expect((await world.recorded()).slice(-2)).toEqual(["promotion.executing", "promotion.succeeded"]);
  });

  test("sets an alias that did not exist where nothing served", async () => {
    await registry.close();
    registry = await startRegistry({});
    await db.db.update(connections).set({ url: registry.url }).where(eq(connections.id, world.connection.id));
    await world.observe(null);
    const id = await approved();
    await carryOut(id);
    expect((await look(id)).outcome).toBe("v14 serves production: alias champion moved from nothing to v14.");
    expect(registry.alias()).toBe("14");
  });

  test("done again does nothing", async () => {
    const id = await approved();
    await carryOut(id);
    await carryOut(id);
    expect(registry.writes).toHaveLength(1);
    expect(await told()).toHaveLength(2);
  });

  test("by two workers at once is carried out by one", async () => {
    const id = await approved();
    const results = await Promise.allSettled([carryOut(id), carryOut(id), carryOut(id)]);
    expect(results.some(({ status }) => status === "fulfilled")).toBe(true);
    expect(registry.writes).toHaveLength(1);
    expect((await look(id)).status).toBe("succeeded");
  });

  test("whose evidence changed before the effect goes back to its approvers", async () => {
    const id = await approved();
    await world.measure("14", "recall", 0.97);
    await carryOut(id);
    expect(await look(id)).toMatchObject({ status: "pending", execution: [], approvals: [{ by: [] }] });
    expect(registry.seen).toEqual([]);
  });

  test("behind another into the same environment waits, and is asked about again once that one serves", async () => {
    const first = await approved("13");
    const { id } = await world.ask("14");
    expect((await approve(id)).status).toBe("approved");
    await carryOut(first);
    expect((await look(first)).status).toBe("succeeded");
    expect(await look(id)).toMatchObject({
      status: "pending",
      evidenceChanges: ["the champion is v13, it was v12"],
    });
  });

  test("behind one that fails goes next", async () => {
    const first = await approved("13");
    const { id } = await world.ask("14");
    await approve(id);
    registry.answerInstead(({ method }) =>
      method === "POST" ? { status: 403, body: { error_code: "PERMISSION_DENIED", message: "no" } } : null,
    );
    await carryOut(first);
    expect((await look(first)).status).toBe("failed");
    expect((await look(id)).status).toBe("executing");
    registry.answerInstead(null);
    await carryOut(id);
    expect((await look(id)).status).toBe("succeeded");
  });
});

describe("an alias that somebody moved outside", () => {
  test("is not overwritten; the promotion fails in words and what serves is put right", async () => {
    const id = await approved();
    registry.move("13");
    await carryOut(id);
    const failed = await look(id);
    expect(failed.status).toBe("failed");
    expect(failed.failure?.what).toBe("Alias champion stands on v13 in mlflow, not on v12.");
    expect(failed.execution.map(({ status }) => status)).toEqual([
      "succeeded",
      "failed",
      "skipped",
      "skipped",
    ]);
    expect(registry.writes).toEqual([]);
    expect(await told()).toEqual([
      ["12", "observed", "superseded"],
      ["13", "observed", null],
    ]);
  });

  test("means, on a retry, that the approvers are asked about the new champion", async () => {
    const id = await approved();
    registry.move("13");
    await carryOut(id);
    const again = await retry(world.as.contributor, { id });
    expect(again).toMatchObject({
      status: "pending",
      champion: "13",
      evidenceChanges: ["the champion is v13, it was v12"],
    });
    await approve(id);
    await carryOut(id);
    expect(await look(id)).toMatchObject({ status: "succeeded", serving: true });
    expect(registry.writes).toEqual([{ alias: "champion", from: "13", to: "14" }]);
  });

  test("right after it was set fails, and says so", async () => {
    const id = await approved();
    registry.afterWrite(() => registry.move("11"));
    await carryOut(id);
    expect((await look(id)).failure?.what).toBe(
      "Alias champion stands on v11 in mlflow after it was moved to v14.",
    );
    expect((await told()).at(-1)).toEqual(["11", "observed", null]);
  });
});

describe("a registry in trouble", () => {
  test("that refuses ends it, and a retry carries it out once it does not", async () => {
    const id = await approved();
    registry.answerInstead(({ method }) =>
      method === "POST"
        ? { status: 403, body: { error_code: "PERMISSION_DENIED", message: "Permission denied" } }
        : null,
    );
    await carryOut(id);
    const failed = await look(id);
    expect(failed.status).toBe("failed");
    expect(failed.failure?.why).toContain("Nothing was changed");
    expect((await refusal(retry(world.as.viewer, { id }))).code).toBe("FORBIDDEN");
    registry.answerInstead(null);
    expect((await retry(world.as.contributor, { id })).status).toBe("executing");
    await carryOut(id);
    expect((await look(id)).status).toBe("succeeded");
    expect((await refusal(retry(world.as.contributor, { id }))).words).toBe("Nothing has failed.");
  });

  test("that does not answer is asked again by the job, and the page says what is the matter meanwhile", async () => {
    const id = await approved();
    registry.answerInstead(({ method }) =>
      method === "POST" ? { status: 503, body: "<html>Bad gateway</html>", type: "text/html" } : null,
    );
    await expect(carryOut(id)).rejects.toThrow();
    const waiting = await look(id);
    expect(waiting.status).toBe("executing");
    expect(waiting.execution[2]).toMatchObject({ kind: "set_alias", status: "running", attempt: 1 });
    expect(waiting.execution[2]?.detail.trouble?.what).toContain("MLflow");
    registry.answerInstead(null);
    await carryOut(id);
    const done = await look(id);
    expect(done.execution[2]).toMatchObject({
      status: "succeeded",
      attempt: 2,
      detail: { reread: "12", wrote: true },
    });
    expect(done.execution[2]?.detail.trouble).toBeUndefined();
    expect(registry.effective()).toHaveLength(1);
  });

  test("for too long is left to people, who are told that it is not known what happened", async () => {
    const id = await approved();
    registry.answerInstead(({ method }) =>
      method === "POST" ? { status: 500, body: { error_code: "INTERNAL_ERROR" } } : null,
    );
    for (let i = 0; i < 10; i += 1) await carryOut(id).catch(() => undefined);
    const failed = await look(id);
    expect(failed.status).toBe("failed");
    expect(failed.failure?.what).toContain("tried 10 times");
    expect(failed.failure?.why).toContain("is not known");
  });
});

describe("rolling back", () => {
  test("goes back to the version before in one step, and ends the promotion it undoes", async () => {
    const id = await approved();
    await carryOut(id);
    const back = await rollBack(world.as.approver, { id, reason: "AUC under 0.970" });
    expect(back).toMatchObject({
      status: "executing",
      version: "12",
      rollbackOf: id,
      champion: "14",
      approvals: [],
      gates: [],
    });
    await carryOut(back.id);
    expect(await look(back.id)).toMatchObject({ status: "succeeded", serving: true });
    expect(await look(id)).toMatchObject({ status: "rolled_back", serving: false });
    expect((await look(id)).outcome).toMatch(/^Rolled back by approver after .+: AUC under 0.970$/);
    expect(registry.alias()).toBe("12");
    expect((await history()).map(({ source, ended, because }) => [source, ended, because])).toEqual([
      ["observed", "superseded", null],
      ["promotion", "rolled_back", "AUC under 0.970"],
      ["rollback", null, null],
    ]);
    expect((await world.recorded()).slice(-1)).toEqual(["promotion.succeeded"]);
    expect(await world.recorded()).toContain("promotion.rolled_back");
  });

  test("takes an approver, a promotion that serves, and happens once", async () => {
    const id = await approved();
    expect((await refusal(rollBack(world.as.approver, { id, reason: "" }))).words).toBe(
      "It is being carried out.",
    );
    await carryOut(id);
    expect((await refusal(rollBack(world.as.contributor, { id, reason: "" }))).code).toBe("FORBIDDEN");
    const both = await Promise.allSettled([
      rollBack(world.as.approver, { id, reason: "" }),
      rollBack(world.as.maintainer, { id, reason: "" }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("after the alias was moved outside finds nothing to undo", async () => {
    const id = await approved();
    await carryOut(id);
    const back = await rollBack(world.as.approver, { id, reason: "" });
    await db.db.execute(`update promotions set status = 'failed' where id = ${back.id}`);
    await world.observe("13");
    expect((await refusal(retry(world.as.approver, { id: back.id }))).words).toContain(
      "v14 does not serve any more",
    );
    expect((await refusal(rollBack(world.as.approver, { id, reason: "" }))).words).toBe(
      "It does not serve now.",
    );
  });
});

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
      const id = await approved();
      const hangs = registry.hangAt({ method, nth, when });
      const worker = child(id);
      await hangs;
      worker.kill("SIGKILL");
      await once(worker, "exit");
      await vi.waitFor(() => carryOut(id), { timeout: 10_000, interval: 50 });
      expect(await look(id)).toMatchObject({ status: "succeeded", serving: true });
      expect(registry.effective()).toEqual([{ alias: "champion", from: "12", to: "14" }]);
      expect(registry.alias()).toBe("14");
      expect(await told()).toHaveLength(2);
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
      const id = await approved();
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
      await vi.waitFor(() => carryOut(id), { timeout: 10_000, interval: 50 });
      expect(await look(id)).toMatchObject({ status: "succeeded", serving: true });
      expect(registry.effective()).toHaveLength(1);
      expect(await told()).toHaveLength(2);
    },
  );

  test("between the effect and its record finds the alias in place and writes nothing more", async () => {
    const id = await approved();
    const holder = new pg.Client({ connectionString: db.url });
    await holder.connect();
    await holder.query("begin");
    await holder.query("select 1 from deployments where model_id = $1 for update", [world.model.id]);
    const worker = child(id);
    await vi.waitFor(async () => expect((await look(id)).execution[3]?.status).toBe("succeeded"), {
      timeout: 20_000,
    });
    worker.kill("SIGKILL");
    await once(worker, "exit");
    await holder.end();
    await vi.waitFor(() => carryOut(id), { timeout: 10_000, interval: 50 });
    expect(await look(id)).toMatchObject({ status: "succeeded", serving: true });
    expect(registry.writes).toHaveLength(1);
    expect((await look(id)).execution[1]?.detail).toEqual({ before: "12" });
  });

  test("is followed by a worker that carries the same job out, without anybody's doing", async () => {
    // What other tests left in the queue speaks of registries that are gone.
    await db.pool.query("delete from pgboss.job where name = 'execute'");
    const first = child("worker");
    await once(first.stdout as NodeJS.ReadableStream, "data");
    const hangs = registry.hangAt({ method: "POST", nth: 1, when: "after" });
    const id = await approved();
    await hangs;
    first.kill("SIGKILL");
    await once(first, "exit");
    child("worker");
    await vi.waitFor(async () => expect((await look(id)).status).toBe("succeeded"), {
      timeout: 40_000,
      interval: 200,
    });
    expect(registry.effective()).toEqual([{ alias: "champion", from: "12", to: "14" }]);
  }, 60_000);
});
