// @ts-check
import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} cluster
 * @returns {{ pid: number, sockets: string, port: number, status: string } | null}
 */
export function readPidFile(cluster) {
  let text;
  try {
    text = readFileSync(join(cluster, "postmaster.pid"), "utf8");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return null;
    throw error;
  }
  const lines = text.split("\n");
  return {
    pid: Number(lines[0]) || 0,
    port: Number(lines[3]) || 0,
    sockets: lines[4] ?? "",
    status: (lines[7] ?? "").trim(),
  };
}

/**
 * True while the process runs. A zombie does not: in a container whose first process reaps no children, a killed
 * server keeps its pid.
 * @param {number} pid
 */
export function isAlive(pid) {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
  if (process.platform !== "linux") return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/**
 * True when `pid` is the server of this cluster and not a process that was given its number later.
 * @param {number} pid
 * @param {string} cluster
 */
export function isPostmasterOf(pid, cluster) {
  if (!isAlive(pid)) return false;
  const folder = realpathSync(cluster);
  if (process.platform === "linux") {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      // Not readable by this user, or it has just ended.
      return isAlive(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(cluster);
    }
  }
  if (process.platform === "win32") return true;
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(
    cluster,
  );
}
