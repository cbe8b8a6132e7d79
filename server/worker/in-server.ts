import "server-only";
import { processDb } from "@/server/foundation/db/process-db";
import { holdJobs } from "./process-jobs";
import { startJobs } from "./register";

/** Starts background work in a web process, once; `server/cli/serve.ts` ends it with the process. */
export async function startServerJobs(): Promise<void> {
  const { db, url } = processDb();
  await holdJobs(() => startJobs(db, url));
}
