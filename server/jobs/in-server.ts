import "server-only";
import { processDb } from "@/server/db/open";
import { holdJobs } from "./held";
import { startJobs } from "./register";

/** Starts background work in a web process, once; `server/cli/serve.ts` ends it with the process. */
export async function startServerJobs(): Promise<void> {
  const { db, url } = processDb();
  await holdJobs(() => startJobs(db, url));
}
