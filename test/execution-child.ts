import { systemCtx } from "@/server/foundation/context";
import { openDb } from "@/server/foundation/db/open";
import { execute } from "@/server/promotions/service";
import { startJobs } from "@/server/worker/register";

/** Carries one promotion out as the job does, or, with `worker`, works at all jobs until it is killed. */
const [url = "", what = ""] = process.argv.slice(2);
const open = openDb(url);
if (what === "worker") {
  await startJobs(open.db, url);
  console.log("ready");
} else {
  await execute(systemCtx(open.db, "execute"), { promotion: what });
  await open.close();
}
