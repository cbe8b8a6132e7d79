import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Embedded } from "@/server/foundation/db/embedded";

export type Holder = {
  pid: number;
  child: ChildProcess;
  opened: Partial<Omit<Embedded, "close">> & { error?: string };
  close(): Promise<{ others: string[] }>;
};

const children = new Set<ChildProcess>();

/** Starts `test/holder.ts` on a data folder and waits until it has opened the database, or failed to. */
export async function hold(
  dataDir: string,
  name = "holder",
  exclusive?: "exclusive",
  cwd = process.cwd(),
): Promise<Holder> {
  const flags = ["--conditions=react-server", "--import", import.meta.resolve("tsx")];
  const child = spawn(
    process.execPath,
    [...flags, resolve("test/holder.ts"), dataDir, name, exclusive ?? ""],
    {
      cwd,
      env: { ...process.env, TSX_TSCONFIG_PATH: resolve("tsconfig.json") },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  children.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? '{"error":"it ended"}');
  return {
    pid: child.pid ?? 0,
    child,
    opened: await next(),
    close() {
      child.stdin.write("close\n");
      return next();
    },
  };
}

export function killHolders(): void {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
}
