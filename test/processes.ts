import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import type { Embedded } from "@/server/foundation/db/embedded";
import { isAlive, readPidFile } from "@/server/foundation/db/embedded/pid-file.mjs";

export type Holder = {
  pid: number;
  child: ChildProcess;
  opened: Partial<Omit<Embedded, "close">> & { error?: string };
  close(): Promise<{ others: string[] }>;
};

const children = new Set<ChildProcess>();

/** Starts `test/holder.ts` on a data folder and waits until it has opened the database, or failed to. */
export async function hold(
  dataDir: string,
  name = "holder",
  exclusive?: "exclusive",
  cwd = process.cwd(),
): Promise<Holder> {
  const flags = ["--conditions=react-server", "--import", import.meta.resolve("tsx")];
  const child = spawn(
    process.execPath,
    [...flags, resolve("test/holder.ts"), dataDir, name, exclusive ?? ""],
    {
      cwd,
      env: { ...process.env, TSX_TSCONFIG_PATH: resolve("tsconfig.json") },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
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

/** The pid of the server that runs on a cluster. */
export function serverPid(cluster: string): number {
  const pid = readPidFile(cluster)?.pid;
  if (!pid || !isAlive(pid)) throw new Error(`no server runs on ${cluster}`);
  return pid;
}

/** True when no server runs on a cluster, or there is no such cluster. */
export const isDown = (cluster: string): boolean => !isAlive(readPidFile(cluster)?.pid ?? 0);

export const untilGone = (pid: number) =>
  expect.poll(() => isAlive(pid), { timeout: 10_000, interval: 50 }).toBe(false);

/** The supervisor of a data folder: the Node process that was started with its plan; 0 when there is none. */
export function supervisorPid(dataDir: string): number {
  const isIt = (line: string) => line.includes("supervisor.mjs") && line.includes(`"${dataDir}"`);
  return commandLines().find(({ line }) => isIt(line))?.pid ?? 0;
}

function commandLines(): { pid: number; line: string }[] {
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-axo", "pid=,command="], { encoding: "utf8" });
    return stdout.split("\n").map((line) => ({ pid: Number.parseInt(line, 10), line }));
  }
  return readdirSync("/proc").flatMap((name) => {
    try {
      return [{ pid: Number(name), line: readFileSync(join("/proc", name, "cmdline"), "utf8") }];
    } catch {
      // Not a process, or it ended while we looked.
      return [];
    }
  });
}
