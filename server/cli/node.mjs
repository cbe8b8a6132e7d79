// Runs before anything is installed, on whatever Node the machine has (18 and later): no dependencies, no new syntax.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Ends the command with a message for the person at the terminal. */
export class Stop extends Error {}

/** Runs `main` and sets the exit code. */
export async function command(main) {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  }
}

export function isRecentEnough(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/**
 * The Node that Terrapin runs under: this one, or Node 24 from the npm registry where this one is too old.
 * `env` puts it first on the PATH, so that what it starts finds it too.
 */
export function findNode() {
  if (isRecentEnough(process.version)) return { execPath: process.execPath, env: process.env };
  const { version, execPath } = rememberedNode() ?? fetchNode();
  console.log(`Node ${process.version} is too old for Terrapin: running under ${version} from npm`);
  // Under Windows the variable is called Path.
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const env = { ...process.env, [name]: dirname(execPath) + delimiter + (process.env[name] ?? "") };
  return { execPath, env };
}

function fetchNode() {
  const result = npm(process.execPath, [
    ...["exec", "--yes", "--prefer-offline", "--package=node@24", "--"],
    ...["node", "-p", "JSON.stringify({ version: process.version, execPath: process.execPath })"],
  ]);
  const answer = (result.stdout ?? "").trim().split("\n").pop();
  const found = result.status === 0 ? JSON.parse(answer) : null;
  if (!found || !isRecentEnough(found.version)) {
    throw new Stop(
      `Terrapin needs Node 22.12 or later; this is ${process.version}, and npm could not install Node 24:\n` +
        `${result.stderr || result.error || result.stdout}\n` +
        "  → Install Node 24 (https://nodejs.org), or let npm reach its registry.",
    );
  }
  if (existsSync(join(root, "node_modules"))) writeFileSync(nodeFile, answer);
  return found;
}

/** Asking npm takes a second or two, so the path is stored. */
const nodeFile = join(root, "node_modules", ".terrapin-node.json");

function rememberedNode() {
  if (!existsSync(nodeFile)) return null;
  const found = JSON.parse(readFileSync(nodeFile, "utf8"));
  return existsSync(found.execPath) ? found : null;
}

/** Runs npm to its end: the npm that started us, else the one on the PATH. */
export function npm(execPath, args, options = {}) {
  const cli = process.env.npm_execpath;
  const settings = { cwd: root, encoding: "utf8", ...options };
  if (cli && /\.c?js$/.test(cli) && existsSync(cli)) return spawnSync(execPath, [cli, ...args], settings);
  return spawnSync("npm", args, { ...settings, shell: process.platform === "win32" });
}

/**
 * Starts a Node process that lives and dies with this one: it gets the signals that this one gets, and a channel
 * whose closing tells it that this one was killed.
 * @returns its exit code
 */
export function runNode(node, args, options = {}) {
  const child = spawn(node.execPath, args, {
    cwd: root,
    env: node.env,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    ...options,
  });
  // The terminal sends Ctrl-C to the child itself, and a second SIGINT would end it at once.
  const forward = () => child.kill("SIGTERM");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
  const watch = watchStarter(() => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearInterval(watch);
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(name, forward);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

/**
 * `npm run up` lasts as long as its script: when npm, or the shell between npm and this process, has ended, it was killed
 * (npm passes no signal through that shell), and this process has to stop too.
 */
function watchStarter(onGone) {
  if (!["up", "dev"].includes(process.env.npm_lifecycle_event ?? "")) return undefined;
  const parent = process.ppid;
  const { name, ppid } = inspect(parent);
  const npmPid = /sh$/.test(name) ? ppid : parent;
  const watch = setInterval(() => {
    if (process.ppid === parent && runs(npmPid)) return;
    clearInterval(watch);
    onGone();
  }, 200);
  watch.unref();
  return watch;
}

/** A process's name and its parent. */
function inspect(pid) {
  if (process.platform === "win32") return { name: "", ppid: 0 };
  const { name, ppid } = procStat(pid) ?? psLine(pid);
  return { name, ppid: Number(ppid) };
}

function psLine(pid) {
  const { stdout } = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" });
  const [, ppid, name = ""] = /^\s*(\d+)\s+(.*)$/.exec(stdout) ?? [];
  return { name, ppid };
}

/** A process's entry in /proc; null elsewhere than on Linux, and for one that has ended. */
function procStat(pid) {
  try {
    const [, name, state, ppid] = /\((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return { name, state, ppid };
  } catch {
    return null;
  }
}

/** False for a zombie: a killed process keeps its pid until its parent has waited for it. */
function runs(pid) {
  if (process.platform === "linux") return !["Z", "X", undefined].includes(procStat(pid)?.state);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Flags for running a TypeScript file of the server. */
export function typescript(file, args) {
  const env = existsSync(join(root, ".env")) ? ["--env-file=.env"] : [];
  return [...env, "--conditions=react-server", "--import", "tsx", file, ...args];
}
