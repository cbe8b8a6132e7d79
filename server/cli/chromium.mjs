// Plain JavaScript, since `npm test` and Playwright's configuration both load it as it is.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The Chromium on the PATH that really starts (Ubuntu's is a stub that asks for snap); null when there is none. */
export function findChromium() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (existsSync(path) && spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0) return path;
    }
  }
  return null;
}

const isRoot = () => process.getuid?.() === 0;

/**
 * Makes sure that Playwright has a Chromium to drive: the one on the PATH, else Debian's package where apt-get works,
 * else Playwright's own download.
 * @returns null when there is one, else what is missing and the command that installs it
 */
export function ensureChromium(node) {
  if (findChromium() || playwrightHasOne(node)) return null;
  if (isRoot() && existsSync("/usr/bin/apt-get") && installFromDebian()) return null;
  console.log("Chromium is not here: npx playwright install chromium …");
  const args = [
    "node_modules/@playwright/test/cli.js",
    "install",
    ...(isRoot() ? ["--with-deps"] : []),
    "chromium",
  ];
  if (spawnSync(node.execPath, args, { stdio: "inherit", env: node.env }).status === 0) return null;
  const debian = existsSync("/usr/bin/apt-get");
  return `Chromium is missing. This command installs it: ${debian ? "apt-get install -y chromium" : "npx playwright install chromium"}`;
}

function playwrightHasOne(node) {
  const script = "console.log(require('@playwright/test').chromium.executablePath())";
  const { stdout } = spawnSync(node.execPath, ["-e", script], { encoding: "utf8", env: node.env });
  return existsSync(stdout.trim());
}

function installFromDebian() {
  console.log("Chromium is not here: apt-get install -y chromium …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const { status, stderr } = spawnSync("apt-get", args, {
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
      env,
    });
    if (status !== 0) console.log(`apt-get ${args[0]} failed: ${stderr.trim().split("\n").at(-1)}`);
  }
  return findChromium() !== null;
}
