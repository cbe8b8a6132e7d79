import "server-only";
import { spawn } from "node:child_process";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CannotStart } from "./cannot-start";
import type { Plan } from "./cluster.mjs";

/** A Terrapin process that uses the embedded database. Of those that want to be alone, one is let in at a time. */
export type Holder = { name: string; pid: number; url: string | null; since: string; alone: boolean };
export type Ready = { pid: number; port: number; sockets: string; adopted: boolean };
type Answer = { ready?: Ready; refused?: Holder; failed?: string; left?: Holder[] };

export type Attachment = {
  ready: Ready;
  /** Leaves; the database stops unless others still use it. @returns those others */
  leave(): Promise<Holder[]>;
};

/** A crashed server replays its log first, and that log may be long. */
const PATIENCE_MS = 300_000;

/**
 * Joins the processes that use the database of `plan`, as whose number falls to zero it stops; starts its supervisor
 * when there is none. When the supervisor dies, the next one is started and adopts the server.
 * @throws CannotStart when the database does not start, or `holder.alone` and somebody is already there
 */
export async function attach(plan: Plan, holder: Holder): Promise<Attachment> {
  let leaving = false;
  let current = await enter(plan, holder);
  const watch = ({ socket }: Entered) =>
    socket.once("close", async () => {
      if (leaving) return;
      try {
        current = await enter(plan, holder);
        watch(current);
      } catch (error) {
        process.emitWarning(`The embedded database has no supervisor any more: ${(error as Error).message}`);
      }
    });
  watch(current);
  return {
    ready: current.ready,
    async leave() {
      leaving = true;
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

type Entered = { socket: Socket; ready: Ready; answers: Answers };

async function enter(plan: Plan, holder: Holder): Promise<Entered> {
  const until = Date.now() + PATIENCE_MS;
  let supervisor: Supervisor | null = null;
  while (Date.now() < until) {
    const socket = await knock(plan.control);
    if (!socket) {
      if (supervisor?.failed)
        throw new CannotStart(
          `The database's supervisor does not start. Its log: ${logFile(plan)}`,
          tail(plan),
        );
      if (!supervisor || supervisor.ended) supervisor = startSupervisor(plan);
      await delay(15);
      continue;
    }
    const answers = listen(socket);
    socket.write(`${JSON.stringify({ hello: holder })}\n`);
    const answer = await answers.next();
    if (answer?.ready) {
      socket.unref();
      return { socket, ready: answer.ready, answers };
    }
    socket.destroy();
    if (answer?.refused) throw alreadyThere(answer.refused, plan.dataDir);
    if (answer?.failed) {
      throw new CannotStart(
        `The embedded database does not start: ${answer.failed}`,
        `Its log is in ${join(plan.home, "log")}, its supervisor's in ${logFile(plan)}.`,
      );
    }
    // It closed without a word: it is on its way out, and the next one waits for it.
    await delay(15);
  }
  throw new CannotStart(
    `The embedded database in ${plan.home} has not become ready in ${PATIENCE_MS / 60_000} minutes.`,
  );
}

function alreadyThere(first: Holder, dataDir: string): CannotStart {
  const at = first.url ? ` at ${first.url}` : "";
  return new CannotStart(
    `Terrapin already runs on ${dataDir}: pid ${first.pid}${at}, since ${first.since}.`,
    `Stop it first (kill ${first.pid}),`,
    "or give this one a data folder of its own: TERRAPIN_DATA_DIR=… PORT=… npm run up",
  );
}

type Answers = { next(): Promise<Answer | null> };

/**
 * One answer per `next()`, null once the other side has gone. The socket is read all the time, since one that is
 * not read does not tell of its end.
 */
function listen(socket: Socket): Answers {
  const heard: (Answer | null)[] = [];
  let wake = () => {};
  let rest = "";
  const put = (answer: Answer | null) => {
    heard.push(answer);
    wake();
  };
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) put(JSON.parse(line));
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => put(null));
  return {
    async next() {
      while (heard.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return heard.shift() ?? null;
    },
  };
}

function knock(path: string): Promise<Socket | null> {
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
  // A session of its own, so that Ctrl-C in the terminal reaches Terrapin alone and the database goes last.
  const child = spawn(process.execPath, [join(import.meta.dirname, "supervisor.mjs"), JSON.stringify(plan)], {
    cwd: plan.home,
    detached: true,
    env,
    stdio: ["ignore", log, log],
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  const state = { ended: false, failed: false };
  child.once("error", () => Object.assign(state, { ended: true, failed: true }));
  child.once("exit", (code) => Object.assign(state, { ended: true, failed: code !== 0 }));
  return state;
}

function logFile(plan: Plan): string {
  return join(plan.dataDir, "database.log");
}

function tail(plan: Plan): string {
  return readFileSync(logFile(plan), "utf8").trim().split("\n").slice(-5).join("\n    ");
}
