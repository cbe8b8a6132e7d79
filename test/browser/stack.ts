import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Terrapin that was started as README says, in a data folder of its own. */
export type Started = {
  url: string;
  dataDir: string;
  output: () => string;
  stop: () => Promise<void>;
  /** Ends it as a power cut would: nothing is written or closed. */
  kill: () => Promise<void>;
  /** Starts it again after `kill`, in the same folder and at the same address. */
  startAgain: () => Promise<void>;
};

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

type Running = { child: ChildProcess; exited: Promise<void>; output: () => string };

/** Starts `server/cli/up.mjs` in a process group of its own, and waits until it says that it is ready. */
async function launch(checkout: string, args: string[], dataDir: string, port: number): Promise<Running> {
  const child = spawn(process.execPath, ["server/cli/up.mjs", ...args], {
    cwd: checkout,
    env: {
      ...process.env,
      TERRAPIN_DATA_DIR: dataDir,
      PORT: String(port),
      DATABASE_URL: "",
      NODE_ENV: "production",
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (/^\s+ready\s/m.test(said)) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) =>
      reject(new Error(`Terrapin ended with ${code} before it was ready:\n${said}`)),
    );
  });
  return { child, exited, output: () => said };
}

/** `npm run up` with arguments, until it says that it is ready. */
export const up = (...args: string[]): Promise<Started> => upIn(".", ...args);

/** The same in another checkout. */
export async function upIn(checkout: string, ...args: string[]): Promise<Started> {
  const dataDir = await mkdtemp(join(tmpdir(), "terrapin-browser-"));
  const port = await freePort();
  let running = await launch(checkout, args, dataDir, port);
  return {
    url: `http://localhost:${port}`,
    dataDir,
    output: () => running.output(),
    async kill() {
      if (running.child.pid) process.kill(-running.child.pid, "SIGKILL");
      await running.exited;
    },
    async startAgain() {
      running = await launch(checkout, args, dataDir, port);
    },
    async stop() {
      running.child.kill("SIGTERM");
      await running.exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
