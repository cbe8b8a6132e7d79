import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The file beside this one that is called so. */
export const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const candidates = [
  "python3",
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "python",
];

/** The one command that brings Python to this kind of machine. */
function howToGetPython(): string {
  if (process.platform === "darwin") return "brew install python";
  if (process.platform === "win32") return "winget install Python.Python.3.13";
  if (existsSync("/usr/bin/dnf")) return "dnf install -y python3";
  if (existsSync("/sbin/apk")) return "apk add python3";
  return "apt-get install -y python3 python3-venv";
}

/** The first Python of 3.10 or later that can make environments, with what distinguishes its environments from others'. */
async function findPython(): Promise<{ command: string; identity: string }> {
  const question =
    "import sys, venv, ensurepip, platform; assert sys.version_info >= (3, 10); " +
    "print(sys.base_prefix, sys.version_info[:2], platform.system(), platform.machine())";
  for (const command of candidates) {
    try {
      const { stdout } = await run(command, ["-c", question]);
      return { command, identity: stdout.trim() };
    } catch (error) {
      // Absent, too old, or without venv: the next one may do. Anything else is worth knowing.
      const { code } = error as { code?: unknown };
      if (code !== "ENOENT" && code !== 1 && code !== 127) throw error;
    }
  }
  throw new Error(
    "The tests run a real MLflow, which needs Python 3.10 or later with its venv module, and none was found here. " +
      `This command brings it: ${howToGetPython()}`,
  );
}

/**
 * The Python environment that holds MLflow and scikit-learn as `requirements.txt` pins them, made when missing.
 * It lives outside the clone, in `$XDG_CACHE_HOME` or `~/.cache`, so that fresh clones share it; making it takes
 * minutes, having it milliseconds. Two callers at once make it once.
 * @returns the path of its interpreter
 */
export async function pythonEnv(): Promise<string> {
  const requirements = beside("./requirements.txt");
  const { command, identity } = await findPython();
  const digest = createHash("sha256")
    .update(await readFile(requirements))
    .update(identity)
    .digest("hex")
    .slice(0, 16);
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "terrapin-peers", digest);
  if (!existsSync(join(folder, "ready"))) await make(command, folder, requirements);
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

async function make(python: string, folder: string, requirements: string): Promise<void> {
  const child = spawn(python, [beside("./make_env.py"), folder, requirements], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`The Python environment of the tests could not be made in ${folder}.`);
}
