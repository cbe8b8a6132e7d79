import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { testDatabase } from "../database";
import { type ManyRuns, startManyRuns } from "../peers/many-runs";
import { connect, contents, sync } from "./connections-world";
import { makeProject } from "./models-world";

let db: OpenDb;
let source: ManyRuns;
beforeAll(async () => {
  db = await testDatabase();
  const newestMs = Date.now() - 7_200_000;
  source = await startManyRuns({ runs: 1_200, params: 3, metrics: 3, points: 5, newestMs, together: 300 });
});
afterAll(async () => {
  await source.stop();
  await db.close();
});

const count = async (table: string, connectionId: string) => {
  const own =
    table === "runs"
      ? sql`connection_id = ${connectionId}`
      : sql`run_id in (select id from runs where connection_id = ${connectionId})`;
  const { rows } = await db.db.execute<{ n: number }>(
    sql`select count(*)::integer as n from ${sql.identifier(table)} where ${own}`,
  );
  return rows[0]?.n ?? 0;
};

/** Starts a sync of its own and kills it as soon as `is` holds. */
async function killWhen(connectionId: string, is: () => Promise<boolean>): Promise<void> {
  const flags = ["--conditions=react-server", "--import", import.meta.resolve("tsx")];
  const child = spawn(process.execPath, [...flags, resolve("test/sync-child.ts"), db.url, connectionId], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  await vi.waitFor(async () => expect(await is()).toBe(true), { timeout: 60_000, interval: 5 });
  child.kill("SIGKILL");
  const [, signal] = await ended;
  expect(signal, "it was killed in the middle, not through already").toBe("SIGKILL");
}

test("a sync killed while it reads runs, and again while it reads histories, ends with the same rows", async () => {
  const project = await makeProject(db, "killed");
  const { id } = await connect(project, { url: source.url });
  await killWhen(id, async () => (await count("runs", id)) > 300);
  const after = await count("runs", id);
  expect(after).toBeLessThan(1_200);
  await killWhen(id, async () => (await count("run_artifacts", id)) > 100);
  expect(await count("runs", id)).toBe(1_200);
  expect(await count("run_artifacts", id)).toBeLessThan(1_200);
  await sync(db, id);

  const other = await makeProject(db, "undisturbed");
  const { id: undisturbed } = await connect(other, { url: source.url });
  await sync(db, undisturbed);
  const whole = await contents(db, undisturbed);
  expect(whole).toHaveLength(1_200);
  expect(await contents(db, id)).toEqual(whole);
}, 180_000);

test("a sync that is killed goes on from its cursor and does not begin anew", async () => {
  const project = await makeProject(db, "goes-on");
  const { id } = await connect(project, { url: source.url });
  await killWhen(id, async () => (await count("runs", id)) >= 800);
  const before = source.searches();
  await sync(db, id);
  expect(await count("runs", id)).toBe(1_200);
  // Asking which of the 1,200 were deleted takes two. Six pages of 200 make the whole past; what changed lately takes four searches more.
  expect(source.searches() - before).toBeLessThan(11);
}, 180_000);
