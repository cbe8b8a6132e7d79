import "server-only";
import { spawn } from "node:child_process";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join as joinPath } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { log } from "@/server/foundation/log";
import { CannotStart } from "./cannot-start";
import type { Plan } from "./cluster.mjs";

/** A Terrapin process that uses the embedded database. At most one of the exclusive ones is attached at a time. */
export type AttachedProcess = {
  name: string;
  pid: number;
  url: string | null;
  since: string;
  exclusive: boolean;
};
export type Ready = { pid: number; port: number; sockets: string; adopted: boolean };
type Answer = { ready?: Ready; refused?: AttachedProcess; failed?: string; left?: AttachedProcess[] };

export type Attachment = {
  ready: Ready;
  /** Detaches; the database stops unless others still use it. @returns those others */
  detach(): Promise<AttachedProcess[]>;
};

/** A crashed server replays its write-ahead log first, which may be long. */
const READY_TIMEOUT_MS = 300_000;

/**
 * Attaches this process to the database of `plan`, which stops when no process is attached; starts its supervisor when
 * there is none. When the supervisor dies, the next one is started and adopts the server.
 * @throws CannotStart when the database does not start, or when an exclusive process is attached and this one is too
 */
export async function attach(plan: Plan, self: AttachedProcess): Promise<Attachment> {
  let detaching = false;
  let current = await join(plan, self);
  const watch = ({ socket }: Joined) =>
    socket.once("close", async () => {
      if (detaching) return;
      try {
        current = await join(plan, self);
        watch(current);
      } catch (error) {
        log.warn({ error }, "The embedded database has no supervisor any more");
      }
    });
  watch(current);
  return {
    ready: current.ready,
    async detach() {
      detaching = true;
      const { socket, answers } = current;
      if (socket.destroyed) return [];
      socket.ref();
      socket.write('{"leave":true}\n');
      const answer = await answers.next();
      socket.destroy();
      return answer?.left ?? [];
    },
  };
}

type Joined = { socket: Socket; ready: Ready; answers: Answers };

async function join(plan: Plan, self: AttachedProcess): Promise<Joined> {
  const until = Date.now() + READY_TIMEOUT_MS;
  let supervisor: Supervisor | null = null;
  while (Date.now() < until) {
    const socket = await connectTo(plan.control);
    if (!socket) {
      if (supervisor?.failed)
        throw new CannotStart(
          `The database's supervisor does not start. Its log: ${logFile(plan)}`,
          lastLogLines(plan),
        );
      if (!supervisor || supervisor.ended) supervisor = startSupervisor(plan);
      await delay(15);
      continue;
    }
    const answers = listen(socket);
    socket.write(`${JSON.stringify({ hello: self })}\n`);
    const answer = await answers.next();
    if (answer?.ready) {
      socket.unref();
      return { socket, ready: answer.ready, answers };
    }
    socket.destroy();
    if (answer?.refused) throw alreadyRunning(answer.refused, plan.dataDir);
    if (answer?.failed) {
      throw new CannotStart(
        `The embedded database does not start: ${answer.failed}`,
        `Its log is in ${joinPath(plan.home, "log")}, its supervisor's in ${logFile(plan)}.`,
      );
    }
    // It closed without an answer: it is stopping, and the next supervisor waits for its end.
    await delay(15);
  }
  throw new CannotStart(
    `The embedded database in ${plan.home} has not become ready in ${READY_TIMEOUT_MS / 60_000} minutes.`,
  );
}

function alreadyRunning(first: AttachedProcess, dataDir: string): CannotStart {
  const at = first.url ? ` at ${first.url}` : "";
  return new CannotStart(
    `Terrapin already runs on ${dataDir}: pid ${first.pid}${at}, since ${first.since}.`,
    `Stop it first (kill ${first.pid}),`,
    "or give this one a data folder of its own: TERRAPIN_DATA_DIR=… PORT=… npm run up",
  );
}

type Answers = { next(): Promise<Answer | null> };

/**
 * One answer per `next()`, null once the other side has closed. The socket is read all the time, since one that is not
 * read does not emit its end.
 */
function listen(socket: Socket): Answers {
  const received: (Answer | null)[] = [];
  let wake = () => {};
  let incomplete = "";
  const push = (answer: Answer | null) => {
    received.push(answer);
    wake();
  };
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (incomplete + text).split("\n");
    incomplete = lines.pop() ?? "";
    for (const line of lines) push(JSON.parse(line));
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => push(null));
  return {
    async next() {
      while (received.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return received.shift() ?? null;
    },
  };
}

function connectTo(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(null);
      else reject(new CannotStart(`The database's supervisor cannot be reached: ${error.message}.`));
    });
  });
}

type Supervisor = { ended: boolean; failed: boolean };

function startSupervisor(plan: Plan): Supervisor {
  const noFollow = constants.O_NOFOLLOW ?? 0;
  const log = openSync(
    logFile(plan),
    constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY | noFollow,
    0o600,
  );
  const { NODE_OPTIONS: _, ...env } = process.env;
  // A session of its own, so that Ctrl-C in the terminal reaches only Terrapin and the database stops last.
  const child = spawn(
    process.execPath,
    [joinPath(import.meta.dirname, "supervisor.mjs"), JSON.stringify(plan)],
    {
      cwd: plan.home,
      detached: true,
      env,
      stdio: ["ignore", log, log],
      windowsHide: true,
    },
  );
  closeSync(log);
  child.unref();
  const state = { ended: false, failed: false };
  child.once("error", () => Object.assign(state, { ended: true, failed: true }));
  child.once("exit", (code) => Object.assign(state, { ended: true, failed: code !== 0 }));
  return state;
}

function logFile(plan: Plan): string {
  return joinPath(plan.dataDir, "database.log");
}

function lastLogLines(plan: Plan): string {
  return readFileSync(logFile(plan), "utf8").trim().split("\n").slice(-5).join("\n    ");
}
