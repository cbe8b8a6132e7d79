import "server-only";
import { PgBoss } from "pg-boss";
import { log } from "@/server/foundation/log";
import { bossSchema } from "@/server/queue/boss";

/** Starts a worker's pg-boss with its own connections. NOTIFY wakes it, and it looks for dead workers each second. */
export async function startBoss(url: string): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    schema: bossSchema,
    max: 6,
    application_name: "terrapin jobs",
    migrate: false,
    useListenNotify: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 300,
  });
  boss.on("error", (error) => log.error({ error }, "The job queue reported an error"));
  return boss.start();
}
