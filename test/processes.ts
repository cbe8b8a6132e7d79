import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import type { Embedded } from "@/server/db/embedded";
import { isAlive, readPidFile } from "@/server/db/embedded/postmaster.mjs";

export type Holder = {
  pid: number;
  child: ChildProcess;
  opened: Partial<Omit<Embedded, "close">> & { error?: string };
  close(): Promise<{ others: string[] }>;
};

const children = new Set<ChildProcess>();

/** Starts `test/holder.ts` on a data folder and waits until it has opened the database, or failed to. */
export async function hold(dataDir: string, name = "holder", alone?: "alone"): Promise<Holder> {
  const args = ["--conditions=react-server", "--import", "tsx", "test/holder.ts", dataDir, name, alone ?? ""];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? '{"error":"it ended"}');
  return {
    pid: child.pid ?? 0,
    child,
    opened: await next(),
    close() {
      child.stdin.write("close\n");
      return next();
    },
  };
}

export function killHolders(): void {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
}

/** The server's pid as its cluster notes it. */
export function serverPid(cluster: string): number {
  return readPidFile(cluster)?.pid ?? 0;
}

export const untilGone = (pid: number) =>
  expect.poll(() => isAlive(pid), { timeout: 10_000, interval: 50 }).toBe(false);

/** The supervisor of a data folder: the Node process that was started with its plan. */
export function supervisorPid(dataDir: string): number {
  const found = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const line = readFileSync(join("/proc", name, "cmdline"), "utf8");
      return line.includes("supervisor.mjs") && line.includes(`"${dataDir}"`);
    } catch {
      // It ended while we looked.
      return false;
    }
  });
  return Number(found[0] ?? 0);
}

export const workingFolder = (pid: number) => readlinkSync(`/proc/${pid}/cwd`);
