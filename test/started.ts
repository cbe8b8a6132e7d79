import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { vi } from "vitest";
import { build, isBuilt } from "@/server/cli/build.mjs";

export type Started = {
  child: ChildProcess;
  /** all it has said so far */
  said(): string;
  /** its exit code once it has ended; null when a signal ended it */
  ended: Promise<number | null>;
};

const children = new Set<ChildProcess>();

/** Builds the pages, or waits for the test file that is doing so. */
export async function ensureBuilt(): Promise<void> {
  if (isBuilt()) return;
  await build().catch(async (error: Error) => {
    if (!error.message.includes("already running")) throw error;
    await vi.waitUntil(isBuilt, { timeout: 300_000, interval: 500 });
  });
}

/** Starts one of the commands as a person would, in a process of its own. Empty variables count as absent. */
export function start(command: string, args: string[], env: Record<string, string>): Started {
  const child = spawn(command, args, {
    env: { ...process.env, DATABASE_URL: "", TERRAPIN_SECRET: "", npm_lifecycle_event: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  return { child, said: () => said, ended: once(child, "close").then(([code]) => code as number | null) };
}

export const startUp = (env: Record<string, string>, ...args: string[]) =>
  start(process.execPath, ["server/cli/up.mjs", ...args], { PORT: "0", ...env });

/** Waits until a started Terrapin answers. @returns its address */
export async function untilReady({ said, ended }: Started): Promise<string> {
  const address = () => /^ +ready +(http\S+)/m.exec(said())?.[1];
  const failed = ended.then(() => {
    throw new Error(`it ended before it was ready:\n${said()}`);
  });
  const ready = vi.waitUntil(address, { timeout: 60_000, interval: 50 });
  return Promise.race([ready, failed]);
}

export function killStarted(): void {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
}
