import "server-only";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import type { Db } from "@/server/foundation/db/open";
import { log } from "@/server/foundation/log";

/**
 * Runs work that only one process may do at a time for a promotion, on a database session of its own. The lock lives
 * as long as the session, and the work writes through that session: a worker that lost its lock can't write either.
 * @returns whether the work was done; false when another process holds the lock
 */
export async function withPromotionLock(
  db: Db,
  promotionId: string,
  work: (session: Db) => Promise<void>,
): Promise<boolean> {
  const client = await (db as Db & { $client: Pool }).$client.connect();
  // Without a listener, losing a session that is in use ends the process; the next query fails with it anyway.
  const onError = (error: Error) =>
    log.warn({ error, promotion: promotionId }, "The database session of a promotion's lock was lost");
  client.on("error", onError);
  const session = drizzle(client) as unknown as Db;
  const key = sql`hashtextextended(${`promotion execution ${promotionId}`}, 0)`;
  let reusable = false;
  try {
    const { rows } = await session.execute<{ locked: boolean }>(
      sql`select pg_try_advisory_lock(${key}) as locked`,
    );
    const locked = rows[0]?.locked === true;
    try {
      if (locked) await work(session);
    } finally {
      if (locked) await session.execute(sql`select pg_advisory_unlock(${key})`);
    }
    reusable = true;
    return locked;
  } finally {
    client.off("error", onError);
    // A session that failed is closed, which also releases the lock.
    client.release(!reusable);
  }
}
