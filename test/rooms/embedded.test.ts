import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findDatabaseUrl, openEmbedded } from "@/server/foundation/db/embedded";
import { hold, killHolders } from "@/test/hold";
import { isDown, serverPid, supervisorPid, untilGone } from "@/test/processes";

let dataDir: string;
let cluster: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "terrapin-embedded-"));
  cluster = join(dataDir, "postgres", "cluster");
});
afterEach(async () => {
  killHolders();
  await expect.poll(() => isDown(cluster), { timeout: 10_000 }).toBe(true);
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

describe("the embedded database", () => {
  test("keeps what was written over a clean stop, and is down after it", async () => {
    const first = await openEmbedded({ dataDir, name: "up" });
    await ask(first.url, "create table kept as select 42 as answer");
    const pid = serverPid(cluster);
    expect(await first.close()).toEqual([]);
    await untilGone(pid);
    const second = await openEmbedded({ dataDir, name: "up" });
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, "select answer from kept")).toEqual([42]);
    await second.close();
  });

  test("flushes each commit to disk and listens on no port", async () => {
    const { url, close } = await openEmbedded({ dataDir, name: "up" });
    expect(await ask(url, "show fsync")).toEqual(["on"]);
    expect(await ask(url, "show synchronous_commit")).toEqual(["on"]);
    expect(await ask(url, "show listen_addresses")).toEqual([""]);
    await close();
  });

  test("goes on for a command that is still running, and names it", async () => {
    const up = await hold(dataDir, "up", "exclusive");
    const backup = await hold(dataDir, "backup");
    expect(backup.opened.url).toBe(up.opened.url);
    expect(await up.close()).toEqual({ others: [`backup (pid ${backup.pid})`] });
    expect(await ask(backup.opened.url ?? "", "select 1")).toEqual([1]);
    const pid = serverPid(cluster);
    await backup.close();
    await untilGone(pid);
  });

  test("a command finds the server that runs, and starts one for itself where none does", async () => {
    const up = await hold(dataDir, "up", "exclusive");
    const beside = await findDatabaseUrl({ dataDir }, "backup");
    expect(beside.url).toBe(up.opened.url);
    await beside.close();
    expect(await ask(up.opened.url ?? "", "select 1")).toEqual([1]);
    await up.close();
    const own = await findDatabaseUrl({ dataDir }, "backup");
    expect(await ask(own.url, "select 1")).toEqual([1]);
    const pid = serverPid(cluster);
    await own.close();
    await untilGone(pid);
  });

  test("DATABASE_URL goes before the embedded one", async () => {
    const found = await findDatabaseUrl(
      { dataDir, databaseUrl: "postgresql://db.example.com/ours" },
      "backup",
    );
    expect(found.url).toBe("postgresql://db.example.com/ours");
    expect(isDown(cluster)).toBe(true);
    await found.close();
  });
});

describe("a second start on the same data folder", () => {
  test("is refused, naming the first with its address and since when", async () => {
    const first = await hold(dataDir, "up", "exclusive");
    const second = await hold(dataDir, "up", "exclusive");
    expect(second.opened.error).toContain(`pid ${first.pid} at http://localhost:3000/up, since 20`);
    expect(second.opened.error).toContain("TERRAPIN_DATA_DIR");
    expect(await ask(first.opened.url ?? "", "select 1")).toEqual([1]);
    await first.close();
  });

  test("of several that start together exactly one is let in", async () => {
    const all = await Promise.all([1, 2, 3].map((n) => hold(dataDir, `up${n}`, "exclusive")));
    expect(all.filter(({ opened }) => opened.url)).toHaveLength(1);
    expect(serverPid(cluster)).toBeGreaterThan(0);
    expect(all.filter(({ opened }) => opened.error?.startsWith("Terrapin already runs"))).toHaveLength(2);
  });

  test("is let in when the first was killed", async () => {
    const first = await hold(dataDir, "up", "exclusive");
    first.child.kill("SIGKILL");
    const second = await hold(dataDir, "up", "exclusive");
    expect(second.opened.error).toBeUndefined();
    await second.close();
  });
});

describe("after SIGKILL", () => {
  test("of Terrapin, its server is stopped by the supervisor", async () => {
    const up = await hold(dataDir, "up", "exclusive");
    const pid = serverPid(cluster);
    up.child.kill("SIGKILL");
    await untilGone(pid);
    await expect.poll(() => supervisorPid(dataDir)).toBe(0);
  });

  test("of Terrapin and its supervisor together, the next start adopts the server", async () => {
    const up = await hold(dataDir, "up", "exclusive");
    const pid = serverPid(cluster);
    process.kill(supervisorPid(dataDir), "SIGKILL");
    up.child.kill("SIGKILL");
    const next = await openEmbedded({ dataDir, name: "up", exclusive: true });
    expect(next.adopted).toBe(true);
    expect(serverPid(cluster)).toBe(pid);
    await next.close();
    await untilGone(pid);
  });

  test("of the supervisor alone, Terrapin goes on and still stops its server at the end", async () => {
    const up = await hold(dataDir, "up", "exclusive");
    const pid = serverPid(cluster);
    const before = supervisorPid(dataDir);
    process.kill(before, "SIGKILL");
    await untilGone(before);
    await expect.poll(() => supervisorPid(dataDir), { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await ask(up.opened.url ?? "", "select 1")).toEqual([1]);
    await up.close();
    await untilGone(pid);
  });

  test("of the server, the supervisor starts it again", async () => {
    const up = await hold(dataDir, "up", "exclusive");
    const pid = serverPid(cluster);
    process.kill(pid, "SIGKILL");
    await expect
      .poll(() => ask(up.opened.url ?? "", "select 1").catch(() => "down"), { timeout: 15_000 })
      .toEqual([1]);
    expect(serverPid(cluster)).not.toBe(pid);
    await up.close();
  });

  test("of all three, a pid file that names another process meanwhile does not stop the next start", async () => {
    const up = await hold(dataDir, "up", "exclusive");
    const pid = serverPid(cluster);
    process.kill(supervisorPid(dataDir), "SIGKILL");
    process.kill(pid, "SIGKILL");
    up.child.kill("SIGKILL");
    await untilGone(pid);
    const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
    const file = join(cluster, "postmaster.pid");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, String(stranger.pid)));
    const next = await openEmbedded({ dataDir, name: "up" });
    expect(await ask(next.url, "select 1")).toEqual([1]);
    stranger.kill();
    await next.close();
  });

  test("in the middle of making the cluster, the next start makes it anew", async () => {
    const up = await hold(dataDir, "up");
    await up.close();
    await expect.poll(() => isDown(cluster), { timeout: 10_000 }).toBe(true);
    rmSync(cluster, { recursive: true });
    writeFileSync(join(dataDir, "postgres", "cluster.new"), "half made");
    const next = await openEmbedded({ dataDir, name: "up" });
    expect(await ask(next.url, "select 1")).toEqual([1]);
    await next.close();
  });
});
