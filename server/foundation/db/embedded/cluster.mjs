// @ts-check
import { spawn } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * What the supervisor needs to know, as JSON on its command line.
 * @typedef {object} Plan
 * @property {string} dataDir
 * @property {string} home      holds `log`
 * @property {string} cluster   PostgreSQL's data directory
 * @property {string} sockets   folder of the unix sockets
 * @property {string} control   the supervisor's own socket
 * @property {string} postgres  program
 * @property {string} initdb    program
 * @property {{ uid: number, gid: number } | null} account  null: as this process
 * @property {Record<string, string>} settings
 * @property {{ port: number, passwordFile: string } | null} tcp  where there are no unix sockets
 */

/** @param {Plan} plan @returns {{ uid?: number, gid?: number, cwd: string, env: NodeJS.ProcessEnv }} */
export const asAccount = (plan) => ({
  ...(plan.account ?? {}),
  cwd: plan.home,
  env: {
    NODE_ENV: "production",
    PATH: process.env.PATH,
    SystemRoot: process.env.SystemRoot,
    LC_ALL: "C",
    TZ: "UTC",
  },
});

/**
 * Makes the cluster where there is none. It gets its name only when complete, so that a kill in the middle leaves
 * nothing behind that looks like a cluster.
 * @param {Plan} plan
 */
export async function makeCluster(plan) {
  if (existsSync(join(plan.cluster, "PG_VERSION"))) return;
  const incomplete = `${plan.cluster}.new`;
  rmSync(incomplete, { recursive: true, force: true });
  const auth = plan.tcp
    ? ["--auth=scram-sha-256", `--pwfile=${plan.tcp.passwordFile}`]
    : ["--auth-local=trust", "--auth-host=scram-sha-256"];
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const args = ["-D", incomplete, "-U", "terrapin", ...locale, ...auth, "--no-instructions"];
  await run(plan.initdb, args, asAccount(plan));
  renameSync(incomplete, plan.cluster);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 * @returns {Promise<void>}
 */
function run(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${program}: ${output.trim()}`)),
    );
  });
}
