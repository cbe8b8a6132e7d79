// @ts-check
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Longer than any owner needs it: the work is a look at a socket and a bind. */
const STALE_AFTER_MS = 30_000;

/**
 * Runs `work` while no other process runs its own under the same file name. A killed owner is recognised by its dead
 * pid, or by the age of its file when the pid has been given to another process since.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withStartLock(path, work) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    while (!acquire(mine, path)) {
      const deadOwner = staleOwner(path);
      if (deadOwner === null) await delay(20);
      else discard(path, deadOwner, mine);
    }
    return await work();
  } finally {
    if (read(path) === String(process.pid)) rmSync(path, { force: true });
    rmSync(mine, { force: true });
  }
}

/** @param {string} mine @param {string} path */
function acquire(mine, path) {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path @returns {string | null} the content of a dead owner's file; null while the owner lives */
function staleOwner(path) {
  const owner = read(path);
  if (owner === null) return null;
  try {
    process.kill(Number(owner), 0);
    return Date.now() - statSync(path).mtimeMs > STALE_AFTER_MS ? owner : null;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    return code === "EPERM" || code === "ENOENT" ? null : owner;
  }
}

/**
 * Moves the file aside before removing it: of two processes that find the same dead owner, the slower one may catch
 * the faster one's new lock, sees that by its content, and puts it back.
 * @param {string} path @param {string} owner @param {string} mine
 */
function discard(path, owner, mine) {
  const aside = `${mine}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return;
    throw error;
  }
  if (read(aside) !== owner) acquire(aside, path);
  rmSync(aside, { force: true });
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return null;
    throw error;
  }
}
