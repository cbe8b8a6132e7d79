// @ts-check
// The process between Terrapin and its PostgreSQL: it starts the server (or adopts one), and stops it when the last
// Terrapin process has gone, however it went: the kernel closes a killed process's connection to this one's socket.
// Plain JavaScript without dependencies, so that it starts in 40 ms and stays small.
import { chmodSync, chownSync, rmSync, utimesSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { makeCluster } from "./cluster.mjs";
import { startPostmaster, stopPostmaster } from "./postmaster.mjs";
import { withStartLock } from "./start-lock.mjs";

/** @typedef {import("./postmaster.mjs").Postmaster} Postmaster */
/** @typedef {{ name: string, pid: number, url: string | null, since: string, alone: boolean }} Holder */

/** A holder that is killed leaves no one who waits for a last checkpoint; the promise is 10 s from kill to end. */
const PATIENCE_AFTER_KILL_MS = 6_000;
const PATIENCE_MS = 60_000;
/** Who started this process connects within milliseconds, unless it was killed meanwhile or the machine is very busy. */
const LONELY_FOR_MS = 8_000;
const RESTARTS_A_MINUTE = 5;

/** @type {import("./cluster.mjs").Plan} */
const plan = JSON.parse(process.argv[2] ?? "");
/** @type {Map<import("node:net").Socket, Holder>} */
const holders = new Map();
/** @type {Promise<Postmaster> | null} */
let running = null;
/** @type {string | null} */
let failure = null;
/** @type {Promise<void> | null} */
let stopping = null;
/** @type {number[]} */
let restarts = [];

const server = createServer(welcome);
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
process.on("SIGTERM", () => stop(PATIENCE_AFTER_KILL_MS));

const alone = await withStartLock(join(plan.sockets, "start.lock"), async () => {
  if (await answers(plan.control)) return false;
  if (process.platform !== "win32") rmSync(plan.control, { force: true });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(plan.control, () => resolve(undefined));
  });
  return true;
});
if (!alone) process.exit(0);
if (process.platform !== "win32") {
  chmodSync(plan.control, 0o600);
  if (plan.account) chownSync(plan.control, plan.account.uid, plan.account.gid);
  // Cleaners of /tmp remove what nobody has touched for days.
  setInterval(() => utimesSync(plan.control, new Date(), new Date()), 3_600_000).unref();
}
setTimeout(() => holders.size === 0 && stop(PATIENCE_AFTER_KILL_MS), LONELY_FOR_MS).unref();

await serve().catch(fail);

async function serve() {
  running = start();
  const postmaster = await running;
  log(`${postmaster.adopted ? "adopted" : "started"} PostgreSQL, pid ${postmaster.pid}`);
  postmaster.gone.then(restart).catch(fail);
}

async function start() {
  await makeCluster(plan);
  return startPostmaster(plan);
}

/** The server ended though nobody asked it to (out of memory, say): start it again, but not for ever. */
async function restart() {
  if (stopping) return;
  restarts = [...restarts.filter((at) => at > Date.now() - 60_000), Date.now()];
  log(`PostgreSQL ended by itself, start ${restarts.length} within a minute`);
  if (restarts.length > RESTARTS_A_MINUTE)
    throw new Error("PostgreSQL ends again and again; its log says why");
  await serve();
}

/** @param {import("node:net").Socket} socket */
function welcome(socket) {
  socket.on("error", (error) => log(`a connection broke: ${error.message}`));
  createInterface({ input: socket }).on("line", (line) => hear(socket, JSON.parse(line)));
  socket.on("close", () => {
    const holder = holders.get(socket);
    if (!holder) return;
    log(`${holder.name} (pid ${holder.pid}) is gone without a word`);
    holders.delete(socket);
    if (holders.size === 0) stop(PATIENCE_AFTER_KILL_MS);
  });
}

/** @param {import("node:net").Socket} socket @param {{ hello?: Holder, leave?: true }} message */
function hear(socket, message) {
  if (message.hello) enter(socket, message.hello);
  if (message.leave) leave(socket);
}

/** @param {import("node:net").Socket} socket @param {Holder} holder */
function enter(socket, holder) {
  if (failure) return endWith(socket, failure);
  // Come too late: it knocks again, and the next supervisor opens.
  if (stopping) return void socket.destroy();
  const first = holder.alone && [...holders.values()].find((other) => other.alone);
  if (first) return say(socket, { refused: first });
  holders.set(socket, holder);
  log(`${holder.name} (pid ${holder.pid}) came`);
  running?.then((postmaster) => holders.has(socket) && tellReady(socket, postmaster)).catch(() => {});
}

/** @param {import("node:net").Socket} socket */
function leave(socket) {
  const holder = holders.get(socket);
  if (holder) log(`${holder.name} (pid ${holder.pid}) left`);
  holders.delete(socket);
  if (holders.size > 0) return say(socket, { left: [...holders.values()] });
  stop(PATIENCE_MS, () => say(socket, { left: [] }));
}

/** @param {import("node:net").Socket} socket @param {Postmaster} postmaster */
function tellReady(socket, { pid, port, sockets, adopted }) {
  say(socket, { ready: { pid, port, sockets, adopted } });
}

/** @param {import("node:net").Socket} socket @param {unknown} message */
function say(socket, message) {
  socket.write(`${JSON.stringify(message)}\n`);
}

/**
 * Whoever knocks from now on finds no socket, starts the next supervisor, and that one waits for this server's end.
 * @param {number} patienceMs
 * @param {() => void} [then]
 */
function stop(patienceMs, then) {
  server.close();
  stopping ??= (running ?? Promise.reject(new Error("not started"))).then(
    (postmaster) => stopPostmaster(postmaster, patienceMs, plan),
    () => {},
  );
  stopping.then(() => {
    log("stopped");
    then?.();
    setImmediate(() => process.exit(0));
  }, fail);
}

/** The reason goes to everyone who waits, or to the first who comes to ask. @param {unknown} error */
function fail(error) {
  failure = error instanceof Error ? error.message : String(error);
  log(failure);
  for (const socket of holders.keys()) endWith(socket, failure);
  setTimeout(() => process.exit(1), LONELY_FOR_MS);
}

/** @param {import("node:net").Socket} socket @param {string} message */
function endWith(socket, message) {
  server.close();
  socket.end(`${JSON.stringify({ failed: message })}\n`, () => process.exit(1));
}

/** @param {string} path */
function answers(path) {
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
