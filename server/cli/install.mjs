// Runs before anything is installed, on whatever Node the machine has (18 and later): no dependencies, no new syntax.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { npm, root, Stop } from "./node.mjs";

/** Installs what package-lock.json names, unless node_modules has it already. */
export function ensureInstalled(node, folder = root) {
  const missing = missingPackages(folder);
  if (missing.length === 0) return;
  console.log("Installing what package-lock.json names: about a minute where nothing is there yet …");
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = npm(node.execPath, args, { env: node.env, stdio: "inherit", cwd: folder });
  if (status !== 0)
    throw new Stop(
      "npm ci failed; its output is above.\n  → Once that is fixed, run the same command again.",
    );
}

/**
 * What the lock file names and node_modules lacks or has in another version. npm notes what it installed in
 * node_modules/.package-lock.json at the very end, so an interrupted install counts as none.
 */
export function missingPackages(folder) {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const present = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  if (!wanted) throw new Stop(`${join(folder, "package-lock.json")} is missing: the clone is incomplete.`);
  if (!present) return Object.keys(wanted).filter(Boolean);
  return Object.keys(wanted).filter((path) => {
    if (path === "" || wanted[path].link) return false;
    if (!present[path]) return !wanted[path].optional && !wanted[path].peer;
    return present[path].version !== wanted[path].version;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}
