import "server-only";
import { processDb } from "@/server/foundation/db/process-db";
import { startProcessJobs } from "./process-jobs";
import { startJobs } from "./register";

/** Starts background jobs in a web process, once; `server/cli/serve.ts` stops them with the process. */
export async function startServerJobs(): Promise<void> {
  const { db, url } = processDb();
  await startProcessJobs(() => startJobs(db, url));
}
