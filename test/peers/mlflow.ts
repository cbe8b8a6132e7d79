import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { beside, pythonEnv } from "./python-env";

/** A real MLflow server on loopback. */
export type Mlflow = {
  /** Its address, without a slash at the end. */
  url: string;
  /** The folder of its database, artifacts and log. */
  dir: string;
  /** The interpreter that has the same MLflow as a library. */
  python: string;
  /** Ends the server with all its processes; a folder made for it goes too. */
  stop: () => Promise<void>;
};

/** Nothing is reported to anyone, no helper processes are started that no test uses, and numbers are crunched on one core. */
const quiet = {
  MLFLOW_DISABLE_TELEMETRY: "true",
  DO_NOT_TRACK: "true",
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  MLFLOW_ENABLE_ASYNC_LOGGING: "false",
  MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: "true",
  MLFLOW_LOGGING_LEVEL: "ERROR",
  PYTHONWARNINGS: "ignore",
  OPENBLAS_NUM_THREADS: "1",
  OMP_NUM_THREADS: "1",
  GIT_PYTHON_REFRESH: "quiet",
};

/** The wanted port, or any free one for 0; throws when another program listens there. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(wanted, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1.");
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false; // not listening yet: the caller asks again
  }
}

/**
 * Starts MLflow over SQLite and waits until it answers. A folder that an earlier server used is taken up again.
 * Give the hook that calls this ten minutes: on a new machine the Python environment is made first.
 * @param options.dir where its database and artifacts live; a temporary folder when left out
 * @param options.port the port to listen on; a free one when left out
 */
export async function startMlflow(options: { dir?: string; port?: number } = {}): Promise<Mlflow> {
  const python = await pythonEnv();
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "terrapin-mlflow-")));
  await mkdir(join(dir, "artifacts"), { recursive: true });
  const log = join(dir, "mlflow.log");
  const port = await freePort(options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const store = ["--backend-store-uri", `sqlite:///${join(dir, "mlflow.db")}`];
  const files = ["--artifacts-destination", join(dir, "artifacts")];
  const door = ["--host", "127.0.0.1", "--port", String(port), "--workers", "1"];
  const child = spawn(
    python,
    [beside("./serve.py"), log, python, "-m", "mlflow", "server", ...store, ...files, ...door],
    { stdio: ["pipe", "ignore", "inherit"], env: { ...process.env, ...quiet } },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let running = true;
  void exited.then(() => {
    running = false;
  });
  const stop = async () => {
    child.stdin?.end();
    await exited;
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  };
  const until = Date.now() + 120_000;
  while (!(await answers(url))) {
    if (running && Date.now() < until) {
      await pause(100);
      continue;
    }
    const said = await readFile(log, "utf8").catch(() => "");
    await stop();
    throw new Error(`MLflow did not start on ${url}. It said:\n${said.slice(-3_000)}`);
  }
  return { url, dir, python, stop };
}

/** What a training plan did, as `train.py` prints it. */
export type Trained = {
  runs: { key: string; run_id: string; experiment_id: string; name: string; status: string }[];
  versions: { key: string; model: string; version: string; run_id: string }[];
};

/**
 * Trains the real scikit-learn models of a plan against an MLflow server.
 * @param plan a file of the shape that `train.py` describes; the fast one (about 20 s) when left out
 */
export async function train(
  mlflow: { url: string; python: string },
  plan = beside("./plans/fast.json"),
  ...more: string[]
): Promise<Trained> {
  const { stdout } = await promisify(execFile)(
    mlflow.python,
    [beside("./train.py"), "--tracking-uri", mlflow.url, "--plan", plan, ...more],
    { env: { ...process.env, ...quiet }, maxBuffer: 64 << 20 },
  );
  return JSON.parse(stdout) as Trained;
}
