import "server-only";
import { PgBoss } from "pg-boss";
import { log } from "@/server/foundation/log";
import { bossSchema } from "@/server/queue/boss";

/** A started worker-side pg-boss with its own connections; wakes by NOTIFY, and notices the dead each second. */
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
