import "server-only";
import { queueDueSyncs } from "@/server/connections/service";
import { syncConnection } from "@/server/connections/sync/sync";
import { systemCtx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { log } from "@/server/foundation/log";
import type { JobRun } from "./job-run";

/** How often due syncs are looked up. */
const POLL_MS = 2_000;

/** Syncs one connection from its cursors. */
export async function syncJob({ db, data, signal }: JobRun<"sync">): Promise<void> {
  await syncConnection({ db, connectionId: data.connection, signal });
}

/** Queues syncs as they become due. Several processes may do this: each sync is queued once. */
export function sendSyncsWhenDue(db: Db): { stop: () => Promise<void> } {
  let polling: Promise<void> = Promise.resolve();
  let idle = true;
  const poll = async () => {
    idle = false;
    try {
      await queueDueSyncs(systemCtx(db, "sync"));
    } catch (error) {
      log.error({ error }, "Syncs that are due could not be looked up");
    } finally {
      idle = true;
    }
  };
  const timer = setInterval(() => {
    if (idle) polling = poll();
  }, POLL_MS);
  return {
    async stop() {
      clearInterval(timer);
      await polling;
    },
  };
}
