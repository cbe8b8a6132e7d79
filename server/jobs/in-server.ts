import "server-only";
import { processDb } from "@/server/db/open";
import { startJobs } from "./register";

const held = globalThis as typeof globalThis & { terrapinJobs?: Promise<unknown> };

/** Starts background work in a web process, once, and ends it with the process. */
export async function startServerJobs(): Promise<void> {
  held.terrapinJobs ??= start();
  await held.terrapinJobs;
}

async function start(): Promise<void> {
  const { db, url } = processDb();
  const jobs = await startJobs(db, url);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      jobs.stop().catch((error: unknown) => console.error("jobs: did not stop cleanly", error));
    });
  }
}
