import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./node.mjs";

const FOLDERS = ["app", "components", "server", "public"];
const FILES = [
  ...["package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json"],
  ...["proxy.ts", "instrumentation.ts"],
];

const buildFolder = () => join(root, process.env.TERRAPIN_BUILD_DIR ?? ".next");
const stampFile = () => join(buildFolder(), "terrapin-sources");

/** A hash over everything that goes into the build. */
export function sourcesHash(folder = root) {
  const hash = createHash("sha256");
  for (const file of [...FILES, ...FOLDERS.flatMap((name) => filesUnder(folder, name))]) {
    const path = join(folder, file);
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

function filesUnder(folder, name) {
  if (!existsSync(join(folder, name))) return [];
  return readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** True when the built tree was made from these sources. */
export function isBuilt() {
  if (!existsSync(join(buildFolder(), "BUILD_ID")) || !existsSync(stampFile())) return false;
  return readFileSync(stampFile(), "utf8") === sourcesHash();
}

/**
 * Builds the pages.
 * @param {AbortSignal} [signal] aborts the build
 * @returns seconds it took
 * @throws with the builder's output when it fails
 */
export async function build(signal) {
  const started = performance.now();
  const hash = sourcesHash();
  rmSync(stampFile(), { force: true });
  const child = spawn(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
  writeFileSync(stampFile(), hash);
  return (performance.now() - started) / 1000;
}
