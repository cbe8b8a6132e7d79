// @ts-check
import { spawn, spawnSync } from "node:child_process";
import { closeSync, constants, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { asAccount } from "./cluster.mjs";
import { isAlive, isPostmasterOf, readPidFile } from "./pid-file.mjs";

/** @typedef {import("./cluster.mjs").Plan} Plan */

/** How long the start is retried while lock files of the previous server block it. */
const RETRY_FOR_MS = 20_000;

/**
 * A running server, started by this process or adopted.
 * @typedef {object} Postmaster
 * @property {number} pid
 * @property {boolean} adopted
 * @property {number} port
 * @property {string} sockets
 * @property {Promise<void>} ended  settles when it has ended
 */

/**
 * Adopts the server that a killed Terrapin left running, else starts one.
 * @param {Plan} plan
 * @returns {Promise<Postmaster>}
 */
export async function startPostmaster(plan) {
  const until = Date.now() + RETRY_FOR_MS;
  for (;;) {
    const orphan = await findOrphan(plan);
    if (orphan) return orphan;
    const started = await spawnPostmaster(plan);
    if ("pid" in started) return started;
    const isLocked = /lock file|shared memory block/.test(started.log);
    if (!isLocked || Date.now() > until) throw new Error(`postgres: ${started.log.trim() || started.reason}`);
    await delay(250);
  }
}

/** @param {Plan} plan @returns {Promise<Postmaster | null>} */
async function findOrphan(plan) {
  for (;;) {
    const found = readPidFile(plan.cluster);
    if (!found || !isPostmasterOf(found.pid, plan.cluster)) {
      removeLockFiles(plan, found?.pid);
      return null;
    }
    if (found.status === "ready") {
      return {
        pid: found.pid,
        adopted: true,
        port: found.port,
        sockets: found.sockets,
        ended: watch(found.pid),
      };
    }
    await delay(50);
  }
}

/**
 * Removes the lock files of a killed server. PostgreSQL itself refuses to start for as long as the old pid belongs to
 * any process of this account, even a zombie. Both files belong to this cluster only.
 * @param {Plan} plan
 * @param {number | undefined} pid
 */
function removeLockFiles(plan, pid) {
  if (pid !== undefined && readPidFile(plan.cluster)?.pid === pid)
    rmSync(join(plan.cluster, "postmaster.pid"));
  rmSync(join(plan.sockets, ".s.PGSQL.5432.lock"), { force: true });
}

/** @param {number} pid */
async function watch(pid) {
  while (isAlive(pid)) await delay(250);
}

/**
 * @param {Plan} plan
 * @returns {Promise<Postmaster | { log: string, reason: string }>}
 */
async function spawnPostmaster(plan) {
  const logFile = join(plan.home, "log", "start.log");
  rmSync(logFile, { force: true });
  const log = openSync(logFile, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  const settings = Object.entries(plan.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(plan.postgres, ["-D", plan.cluster, ...settings], {
    ...asAccount(plan),
    stdio: ["ignore", log, log],
    windowsHide: true,
  });
  closeSync(log);
  let reason = "";
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    const end = (/** @type {string} */ why) => {
      reason = why;
      resolve();
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(`ended with ${signal ?? code}`));
  });
  while (!reason) {
    const found = readPidFile(plan.cluster);
    if (found && found.pid === child.pid && found.status === "ready") {
      return {
        pid: found.pid,
        adopted: false,
        port: found.port,
        sockets: found.sockets,
        ended: ended.then(() => {}),
      };
    }
    await Promise.race([ended, delay(10)]);
  }
  return { log: readFileSync(logFile, "utf8") + logLinesOf(plan, child.pid), reason };
}

/** What it wrote after its logging collector had started. @param {Plan} plan @param {number | undefined} pid */
function logLinesOf(plan, pid) {
  const folder = join(plan.home, "log");
  const files = readdirSync(folder).filter((name) => name.startsWith("postgres-"));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
  return lines.filter((line) => line.includes(`[${pid}]`)).join("\n");
}

/**
 * Stops the server with a last checkpoint, and after `timeoutMs` without one (the next start replays the log).
 * @param {Postmaster} postmaster
 * @param {number} timeoutMs
 * @param {Plan} plan
 */
export async function stopPostmaster(postmaster, timeoutMs, plan) {
  if (process.platform === "win32") {
    // Windows has no signals: pg_ctl uses the server's own pipe.
    spawnSync(
      join(dirname(plan.postgres), "pg_ctl.exe"),
      ["stop", "-D", plan.cluster, "-m", "fast"],
      asAccount(plan),
    );
    return postmaster.ended;
  }
  signal(postmaster.pid, "SIGINT");
  const late = Symbol();
  const first = await Promise.race([postmaster.ended, delay(timeoutMs, late, { ref: false })]);
  if (first !== late) return;
  signal(postmaster.pid, "SIGQUIT");
  const last = await Promise.race([postmaster.ended, delay(2_000, late, { ref: false })]);
  if (last === late) signal(postmaster.pid, "SIGKILL");
  await postmaster.ended;
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}
