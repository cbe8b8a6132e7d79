import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { testDatabase } from "@/test/database";
import { isDown, serverPid, untilGone } from "@/test/processes";
import { ensureBuilt, killStarted, type Started, start, startUp, untilReady } from "@/test/started";

const MINUTES = 60_000;

// The tree is built once for all of them, as it is for people: `up` finds it built.
beforeAll(async () => {
  await ensureBuilt();
}, 10 * MINUTES);

vi.setConfig({ testTimeout: 2 * MINUTES });

function newDataDir(): string {
  const base = mkdtempSync(join(tmpdir(), "terrapin-start-"));
  // As a home or /srv, it lets others through.
  chmodSync(base, 0o755);
  return join(base, "data");
}
const clusterOf = (dataDir: string) => join(dataDir, "postgres", "cluster");
const remove = (dataDir: string) => rmSync(join(dataDir, ".."), { recursive: true, force: true });
const command = (file: string, args: string[], env: Record<string, string>) =>
  start(process.execPath, ["server/cli/run.mjs", `server/cli/${file}.ts`, ...args], env);

describe("a Terrapin that was started", () => {
  let dataDir: string;
  let up: Started;
  let url: string;
  beforeAll(async () => {
    dataDir = newDataDir();
    up = startUp({ TERRAPIN_DATA_DIR: dataDir });
    url = await untilReady(up);
  }, MINUTES);
  afterAll(() => {
    killStarted();
    remove(dataDir);
  });

  test("answers, is alive, and becomes ready", async () => {
    expect((await fetch(`${url}/sign-in`)).status).toBe(200);
    expect(await (await fetch(`${url}/api/health`)).json()).toEqual({ status: "ok" });
    await expect
      .poll(async () => (await fetch(`${url}/api/ready`)).status, { timeout: 20_000, interval: 200 })
      .toBe(200);
    expect(await (await fetch(`${url}/api/metrics`)).text()).toMatch(/^terrapin_database_up 1$/m);
  });

  test("prints a link for its first owner that leads to a page", async () => {
    await expect.poll(() => up.said()).toMatch(/this link makes the first owner/);
    const link = /http\S+\/welcome\?token=\S+/.exec(up.said())?.[0] ?? "";
    expect(link.startsWith(url)).toBe(true);
    expect((await fetch(link)).status).toBe(200);
  });

  test("keeps a second one off its data folder, which is told pid, address and time of the first", async () => {
    const second = startUp({ TERRAPIN_DATA_DIR: dataDir });
    expect(await second.ended).toBe(1);
    expect(second.said()).toMatch(
      /Terrapin already runs on .*: pid \d+ at http:\/\/localhost:\d+, since \d{4}-/,
    );
    expect(second.said()).toContain(url);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  });

  test("lets commands work beside it", async () => {
    const verify = command("audit-verify", [], { TERRAPIN_DATA_DIR: dataDir });
    expect(await verify.ended, verify.said()).toBe(0);
    const file = join(dataDir, "..", "backup");
    const backup = command("backup", [file], { TERRAPIN_DATA_DIR: dataDir });
    expect(await backup.ended, backup.said()).toBe(0);
    expect(readFileSync(file).length).toBeGreaterThan(100);
    const worker = command("worker", [], { TERRAPIN_DATA_DIR: dataDir });
    await expect.poll(() => worker.said(), { timeout: 20_000 }).toContain("runs background jobs");
    worker.child.kill("SIGTERM");
    expect(await worker.ended, worker.said()).toBe(0);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  });

  test("stops with its database when it is told to", async () => {
    const pid = serverPid(clusterOf(dataDir));
    up.child.kill("SIGTERM");
    expect(await up.ended).toBe(0);
    await untilGone(pid);
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  });
});

describe("starting", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = newDataDir();
  });
  afterEach(() => {
    killStarted();
    remove(dataDir);
  });

  test("leaves nothing behind when the process that started it is killed", async () => {
    const up = startUp({ TERRAPIN_DATA_DIR: dataDir });
    const url = await untilReady(up);
    const pid = serverPid(clusterOf(dataDir));
    up.child.kill("SIGKILL");
    await untilGone(pid);
    await expect.poll(() => fetch(`${url}/api/health`).catch(() => "gone"), { timeout: 10_000 }).toBe("gone");
  });

  test("under npm ends when npm is told to, and when npm is killed", async () => {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const up = start("npm", ["run", "up"], { TERRAPIN_DATA_DIR: dataDir, PORT: "0" });
      const url = await untilReady(up);
      const pid = serverPid(clusterOf(dataDir));
      up.child.kill(signal);
      await untilGone(pid);
      await expect
        .poll(() => fetch(`${url}/api/health`).catch(() => "gone"), { timeout: 10_000 })
        .toBe("gone");
    }
  });

  test("goes on with what was there before, under the same key", async () => {
    const first = startUp({ TERRAPIN_DATA_DIR: dataDir });
    await untilReady(first);
    const secret = readFileSync(join(dataDir, "secret"), "utf8");
    first.child.kill("SIGTERM");
    await first.ended;
    const second = startUp({ TERRAPIN_DATA_DIR: dataDir });
    await untilReady(second);
    expect(readFileSync(join(dataDir, "secret"), "utf8")).toBe(secret);
    second.child.kill("SIGTERM");
    await second.ended;
  });

  test("takes the PostgreSQL that DATABASE_URL names, and starts none of its own", async () => {
    const database = await testDatabase();
    const up = startUp({ TERRAPIN_DATA_DIR: dataDir, DATABASE_URL: database.url });
    const url = await untilReady(up);
    expect(up.said()).toContain("the PostgreSQL that DATABASE_URL names");
    expect(isDown(clusterOf(dataDir))).toBe(true);
    await expect
      .poll(async () => (await fetch(`${url}/api/ready`)).status, { timeout: 20_000, interval: 200 })
      .toBe(200);
    const { rows } = await database.pool.query(
      "select count(*)::int as links from invitations where is_owner",
    );
    expect(rows).toEqual([{ links: 1 }]);
    up.child.kill("SIGTERM");
    expect(await up.ended).toBe(0);
    await database.close();
  });

  test("names a taken port, and leaves no database running", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const address = other.address();
    const port = typeof address === "object" && address ? String(address.port) : "";
    const up = startUp({ TERRAPIN_DATA_DIR: dataDir, PORT: port });
    expect(await up.ended).toBe(1);
    expect(up.said()).toContain(`Port ${port} is taken by another program.`);
    await expect.poll(() => isDown(clusterOf(dataDir)), { timeout: 10_000 }).toBe(true);
    other.close();
  });

  test("says in words what it cannot do, without a stack", async () => {
    const wrong = startUp({ TERRAPIN_DATA_DIR: dataDir, PORT: "eighty" });
    expect(await wrong.ended).toBe(1);
    expect(wrong.said()).toContain("The environment does not fit: PORT");
    const unknown = startUp({ TERRAPIN_DATA_DIR: dataDir }, "--smaple");
    expect(await unknown.ended).toBe(1);
    expect(unknown.said()).toContain("--smaple");
    expect(unknown.said()).toContain("npm run up [-- --sample]");
    const away = startUp({
      TERRAPIN_DATA_DIR: dataDir,
      DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
    });
    expect(await away.ended).toBe(1);
    expect(away.said()).toMatch(/DATABASE_URL.*ECONNREFUSED/);
    for (const { said } of [wrong, unknown, away]) expect(said()).not.toMatch(/^ +at /m);
  });

  test(
    "on an older Node runs under Node 24 from npm",
    async () => {
      const node20 = ["exec", "--yes", "--prefer-offline", "--package=node@20", "--", "node"];
      const up = start("npm", [...node20, "server/cli/up.mjs", "--smaple"], { TERRAPIN_DATA_DIR: dataDir });
      expect(await up.ended).toBe(1);
      expect(up.said()).toMatch(
        /Node v20\.\d+\.\d+ is too old for Terrapin: running under v24\.\d+\.\d+ from npm/,
      );
      expect(up.said()).toContain("npm run up [-- --sample]");
    },
    5 * MINUTES,
  );
});
