import "server-only";
import { migrate } from "@/server/cli/database/migrate";
import { findDatabaseUrl } from "@/server/foundation/db/embedded";
import { openDb } from "@/server/foundation/db/open";
import { readEnvironment, secretOf } from "@/server/foundation/env";
import { startJobs } from "@/server/worker/register";
import { command } from "./command";
import { closingOnFailure, onStop } from "./stop";

/** Runs background jobs until it is stopped. Any number may run beside each other and beside the server. */
async function work(): Promise<undefined> {
  const env = readEnvironment();
  const found = await findDatabaseUrl(env, "worker");
  onStop(() => found.close());
  await migrate(found.url);
  process.env.TERRAPIN_SECRET = secretOf(env);
  const { db, close } = openDb(found.url, { name: "terrapin worker" });
  onStop(close);
  const jobs = await startJobs(db, found.url);
  onStop(() => jobs.stop());
  console.log("Terrapin runs background jobs; Ctrl-C stops it");
}

command(() => closingOnFailure(work));
