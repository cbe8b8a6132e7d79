// @ts-check
// The process between Terrapin and its PostgreSQL: it starts the server (or adopts one), and stops it when the last
// Terrapin process has ended, by whatever means: the kernel closes a killed process's connection to this one's socket.
// Plain JavaScript without dependencies, so that it starts in 40 ms and stays small.
import { chmodSync, chownSync, rmSync, utimesSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { makeCluster } from "./cluster.mjs";
import { startPostmaster, stopPostmaster } from "./postmaster.mjs";
import { withStartLock } from "./start-lock.mjs";

/** @typedef {import("./postmaster.mjs").Postmaster} Postmaster */
/** @typedef {{ name: string, pid: number, url: string | null, since: string, exclusive: boolean }} AttachedProcess */

/** After a kill nobody waits for a last checkpoint; the server ends at most 10 s after it. */
const KILLED_TIMEOUT_MS = 6_000;
const DETACHED_TIMEOUT_MS = 60_000;
/** The process that started this one connects within milliseconds, unless it was killed or the machine is very busy. */
const UNATTACHED_MS = 8_000;
const RESTARTS_A_MINUTE = 5;

/** @type {import("./cluster.mjs").Plan} */
const plan = JSON.parse(process.argv[2] ?? "");
/** @type {Map<import("node:net").Socket, AttachedProcess>} */
const attached = new Map();
/** @type {Promise<Postmaster> | null} */
let running = null;
/** @type {string | null} */
let failure = null;
/** @type {Promise<void> | null} */
let stopping = null;
/** @type {number[]} */
let restarts = [];

const server = createServer(onConnection);
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
process.on("SIGTERM", () => stop(KILLED_TIMEOUT_MS));

const isOnly = await withStartLock(join(plan.sockets, "start.lock"), async () => {
  if (await isListening(plan.control)) return false;
  if (process.platform !== "win32") rmSync(plan.control, { force: true });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(plan.control, () => resolve(undefined));
  });
  return true;
});
if (!isOnly) process.exit(0);
if (process.platform !== "win32") {
  chmodSync(plan.control, 0o600);
  if (plan.account) chownSync(plan.control, plan.account.uid, plan.account.gid);
  // Cleaners of /tmp remove files that were not touched for days.
  setInterval(() => utimesSync(plan.control, new Date(), new Date()), 3_600_000).unref();
}
setTimeout(() => attached.size === 0 && stop(KILLED_TIMEOUT_MS), UNATTACHED_MS).unref();

await serve().catch(fail);

async function serve() {
  running = start();
  const postmaster = await running;
  log(`${postmaster.adopted ? "adopted" : "started"} PostgreSQL, pid ${postmaster.pid}`);
  postmaster.ended.then(restart).catch(fail);
}

async function start() {
  await makeCluster(plan);
  return startPostmaster(plan);
}

/** The server ended by itself (out of memory, say): start it again, a limited number of times. */
async function restart() {
  if (stopping) return;
  restarts = [...restarts.filter((at) => at > Date.now() - 60_000), Date.now()];
  log(`PostgreSQL ended by itself, start ${restarts.length} within a minute`);
  if (restarts.length > RESTARTS_A_MINUTE)
    throw new Error("PostgreSQL ends again and again; its log says why");
  await serve();
}

/** @param {import("node:net").Socket} socket */
function onConnection(socket) {
  socket.on("error", (error) => log(`a connection broke: ${error.message}`));
  createInterface({ input: socket }).on("line", (line) => onMessage(socket, JSON.parse(line)));
  socket.on("close", () => {
    const ended = attached.get(socket);
    if (!ended) return;
    log(`${ended.name} (pid ${ended.pid}) ended without detaching`);
    attached.delete(socket);
    if (attached.size === 0) stop(KILLED_TIMEOUT_MS);
  });
}

/** @param {import("node:net").Socket} socket @param {{ hello?: AttachedProcess, leave?: true }} message */
function onMessage(socket, message) {
  if (message.hello) attach(socket, message.hello);
  if (message.leave) detach(socket);
}

/** @param {import("node:net").Socket} socket @param {AttachedProcess} self */
function attach(socket, self) {
  if (failure) return sendFailure(socket, failure);
  // Too late: it connects again, to the next supervisor.
  if (stopping) return void socket.destroy();
  const first = self.exclusive && [...attached.values()].find((other) => other.exclusive);
  if (first) return send(socket, { refused: first });
  attached.set(socket, self);
  log(`${self.name} (pid ${self.pid}) attached`);
  running?.then((postmaster) => attached.has(socket) && sendReady(socket, postmaster)).catch(() => {});
}

/** @param {import("node:net").Socket} socket */
function detach(socket) {
  const leaving = attached.get(socket);
  if (leaving) log(`${leaving.name} (pid ${leaving.pid}) detached`);
  attached.delete(socket);
  if (attached.size > 0) return send(socket, { left: [...attached.values()] });
  stop(DETACHED_TIMEOUT_MS, () => send(socket, { left: [] }));
}

/** @param {import("node:net").Socket} socket @param {Postmaster} postmaster */
function sendReady(socket, { pid, port, sockets, adopted }) {
  send(socket, { ready: { pid, port, sockets, adopted } });
}

/** @param {import("node:net").Socket} socket @param {unknown} message */
function send(socket, message) {
  socket.write(`${JSON.stringify(message)}\n`);
}

/**
 * A process that connects from now on finds no socket and starts the next supervisor, which waits for this server's end.
 * @param {number} timeoutMs
 * @param {() => void} [then]
 */
function stop(timeoutMs, then) {
  server.close();
  stopping ??= (running ?? Promise.reject(new Error("not started"))).then(
    (postmaster) => stopPostmaster(postmaster, timeoutMs, plan),
    () => {},
  );
  stopping.then(() => {
    log("stopped");
    then?.();
    setImmediate(() => process.exit(0));
  }, fail);
}

/** Sends the reason to every attached process, or to the first that connects. @param {unknown} error */
function fail(error) {
  failure = error instanceof Error ? error.message : String(error);
  log(failure);
  for (const socket of attached.keys()) sendFailure(socket, failure);
  setTimeout(() => process.exit(1), UNATTACHED_MS);
}

/** @param {import("node:net").Socket} socket @param {string} message */
function sendFailure(socket, message) {
  server.close();
  socket.end(`${JSON.stringify({ failed: message })}\n`, () => process.exit(1));
}

/** @param {string} path */
function isListening(path) {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      resolve(true);
      probe.destroy();
    });
    probe.on("error", () => resolve(false));
  });
}

/** @param {string} text */
function log(text) {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
}
