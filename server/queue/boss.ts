import "server-only";
import { sql } from "drizzle-orm";
import type { Pool } from "pg";
import { fromDrizzle, PgBoss, type SendOptions } from "pg-boss";
import type { Db, Tx } from "@/server/foundation/db/open";
import { log } from "@/server/foundation/log";
import { outsideRequest } from "@/server/foundation/request-context";
import { type JobData, type QueueName, queues } from "./queues";

/** The database schema of pg-boss's tables. */
export const bossSchema = "pgboss";

/** On globalThis: server/cli/serve.ts stops the senders that Next.js's bundles started in their copies of this module. */
const shared = globalThis as typeof globalThis & { terrapinSenders?: Map<Db, Promise<PgBoss>> };
shared.terrapinSenders ??= new Map();
const senders = shared.terrapinSenders;

/** Runs pg-boss's statements on a pool of ours. */
const overPool = (pool: Pool) => ({
  executeSql: async (text: string, values?: unknown[]) => pool.query(text, values),
});

const poolOf = (db: Db) => (db as Db & { $client: Pool }).$client;

const logError = (error: Error) =>
  outsideRequest(() => log.error({ error }, "The job queue reported an error"));

/** Makes pg-boss's schema and the queues; part of migrating, so that sending need not. */
export async function installQueues(pool: Pool): Promise<void> {
  const boss = new PgBoss({ db: overPool(pool), schema: bossSchema, supervise: false, schedule: false });
  boss.on("error", logError);
  await boss.start();
  for (const [name, { options }] of Object.entries(queues)) {
    if (await boss.getQueue(name)) await boss.updateQueue(name, queueUpdate(options));
    else await boss.createQueue(name, options);
  }
  await boss.stop({ graceful: false });
}

/** A queue's policy cannot change after its creation; other options may change with a release. */
function queueUpdate<T extends { policy: string }>({ policy: _policy, ...rest }: T) {
  return rest;
}

function sender(db: Db): Promise<PgBoss> {
  let found = senders.get(db);
  if (!found) {
    const boss = new PgBoss({
      db: overPool(poolOf(db)),
      schema: bossSchema,
      supervise: false,
      schedule: false,
      migrate: false,
    });
    boss.on("error", logError);
    found = outsideRequest(() => boss.start());
    senders.set(db, found);
  }
  return found;
}

/** Stops the timers of this process's senders, before their pools are closed. */
export async function stopSenders(): Promise<void> {
  for (const started of senders.values()) {
    const boss = await started;
    await boss.stop({ graceful: false });
  }
  senders.clear();
}

/**
 * Sends a job inside a transaction: it exists if and only if the transaction commits.
 * @returns the job's id, or null when its singleton key is already waiting
 */
export async function sendJob<N extends QueueName>(
  on: { db: Db },
  tx: Tx,
  name: N,
  data: JobData<N>,
  options: SendOptions = {},
): Promise<string | null> {
  const boss = await sender(on.db);
  return boss.send(name, data, { ...options, db: fromDrizzle(tx, sql) });
}
