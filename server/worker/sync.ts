import "server-only";
import { sendDue } from "@/server/connections/service";
import { syncConnection } from "@/server/connections/sync/sync";
import { systemCtx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { log } from "@/server/foundation/log";
import type { JobRun } from "./job-run";

/** How often it is looked whether a reading is due. */
const LOOK_EVERY_MS = 2_000;

/** Reads one connection from where it was left. */
export async function syncJob({ db, data, signal }: JobRun<"sync">): Promise<void> {
  await syncConnection({ db, connectionId: data.connection, signal });
}

/** Sends readings as they become due. Several processes may do this: each reading is taken by one of them. */
export function sendSyncsWhenDue(db: Db): { stop: () => Promise<void> } {
  let looking: Promise<void> = Promise.resolve();
  let idle = true;
  const look = async () => {
    idle = false;
    try {
      await sendDue(systemCtx(db, "sync"));
    } catch (error) {
      log.error({ error }, "Syncs that are due could not be looked up");
    } finally {
      idle = true;
    }
  };
  const timer = setInterval(() => {
    if (idle) looking = look();
  }, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
