import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

/** Terrapin, started as its users start it. */
export type Product = {
  url: string;
  /** From the command to "ready". */
  secondsToReady: number;
  /** Resident memory of its Node, and what its database's processes take together, in bytes; 0 where the system does not tell. */
  memory: () => { node: number; database: number };
  stop: () => Promise<void>;
};

export async function startProduct(env: Record<string, string>): Promise<Product> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, ["server/cli/up.mjs"], {
    env: { ...process.env, ...env, PORT: String(port), NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await readyAt(child);
  const secondsToReady = (performance.now() - begun) / 1000;
  return {
    url,
    secondsToReady,
    memory: () => memoryOf(env.TERRAPIN_DATA_DIR),
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function readyAt(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("its words can't be read");
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const ready = /^\s*ready\s+(\S+)/.exec(line);
    if (ready?.[1]) {
      child.stdout.resume();
      return ready[1];
    }
  }
  throw new Error(`Terrapin did not start. It said:\n${said.join("\n")}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

type Process = { pid: string; parent: string; line: string };

/** Read from /proc, by what a process was started with and whose child it is. */
function memoryOf(dataDir: string | undefined): { node: number; database: number } {
  if (process.platform !== "linux") return { node: 0, database: 0 };
  const all = processes();
  const below = (root: string): Process[] =>
    all.filter((each) => each.parent === root).flatMap((each) => [each, ...below(each.pid)]);
  const node = below(String(process.pid)).filter(({ line }) => line.includes("server/cli/serve.ts"));
  const masters = all.filter(
    ({ line }) => dataDir && /\bpostgres\0?.*-D/.test(line) && line.includes(dataDir),
  );
  const database = masters.flatMap((master) => [master, ...below(master.pid)]);
  return {
    node: Math.max(0, ...node.map(resident)),
    database: database.reduce((sum, each) => sum + proportional(each), 0),
  };
}

function processes(): Process[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
      return [{ pid, parent, line }];
    } catch {
      // Not a process, or it ended while we looked.
      return [];
    }
  });
}

const kilobytes = (pid: string, file: string, name: string): number => {
  try {
    return (
      Number(
        new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/${file}`, "utf8"))?.[1] ?? 0,
      ) * 1024
    );
  } catch {
    return 0;
  }
};

const resident = ({ pid }: Process) => kilobytes(pid, "status", "VmRSS");
/** Shared memory counted once among all that share it. */
const proportional = ({ pid }: Process) => kilobytes(pid, "smaps_rollup", "Pss");
