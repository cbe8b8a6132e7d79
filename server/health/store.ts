import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";

/** Figures of the whole installation: counts and ages, no names, since /api/ready and /api/metrics need no sign-in. */

export type JobCount = { queue: string; state: string; count: number };

export async function countJobs(db: Db): Promise<JobCount[]> {
  const { rows } = await db.execute<JobCount>(
    sql`select name as queue, state::text, count(*)::int as count from pgboss.job group by 1, 2 order by 1, 2`,
  );
  return rows;
}

/** Seconds since a worker last supervised the queues; null when none ever did. */
export async function secondsSinceJobsRan(db: Db): Promise<number | null> {
  const { rows } = await db.execute<{ seconds: number | null }>(
    sql`select extract(epoch from now() - max(monitor_on))::float8 as seconds from pgboss.queue`,
  );
  return rows[0]?.seconds ?? null;
}

export type RunCount = { kind: string; status: string; count: number };

export async function countRuns(db: Db): Promise<RunCount[]> {
  const { rows } = await db.execute<RunCount>(
    sql`select kind, status, count(*)::int as count from runs group by 1, 2 order by 1, 2`,
  );
  return rows;
}

export const listConnections = (db: Db) =>
  db
    .select({
      id: connections.id,
      vendor: connections.vendor,
      pausedAt: connections.pausedAt,
      error: connections.error,
      lastSyncAt: connections.lastSyncAt,
      nextSyncAt: connections.nextSyncAt,
    })
    .from(connections)
    .orderBy(connections.id);
