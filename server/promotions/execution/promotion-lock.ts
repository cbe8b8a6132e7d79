import "server-only";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import type { Db } from "@/server/foundation/db/open";
import { log } from "@/server/foundation/log";

/**
 * Runs work that only one process may do at a time for a promotion, on a database session of its own. The lock lives
 * as long as the session, and the work writes through that session: a worker that lost its lock can't write either.
 * @returns whether the work was done; false when another process is at it
 */
export async function alone(db: Db, promotionId: string, work: (own: Db) => Promise<void>): Promise<boolean> {
  const client = await (db as Db & { $client: Pool }).$client.connect();
  // Without a listener, the loss of a session that is in use ends the process; the next query fails with it anyway.
  const onError = (error: Error) =>
    log.warn({ error, promotion: promotionId }, "The database session of a promotion's lock was lost");
  client.on("error", onError);
  const own = drizzle(client) as unknown as Db;
  const key = sql`hashtextextended(${`promotion execution ${promotionId}`}, 0)`;
  let fit = false;
  try {
    const { rows } = await own.execute<{ got: boolean }>(sql`select pg_try_advisory_lock(${key}) as got`);
    const got = rows[0]?.got === true;
    try {
      if (got) await work(own);
    } finally {
      if (got) await own.execute(sql`select pg_advisory_unlock(${key})`);
    }
    fit = true;
    return got;
  } finally {
    client.off("error", onError);
    // A session that failed is closed, which also lets go of the lock.
    client.release(!fit);
  }
}
