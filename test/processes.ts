import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { isAlive, readPidFile } from "@/server/foundation/db/embedded/pid-file.mjs";

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
