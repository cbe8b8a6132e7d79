import { openDb } from "@/server/foundation/db/open";
import { startJobs } from "@/server/worker/register";

/** Background work in a process of its own, to be killed: `sync-worker.ts DATABASE_URL`. */
const [url = ""] = process.argv.slice(2);
await startJobs(openDb(url).db, url);
