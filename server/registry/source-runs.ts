import "server-only";
import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";

/** Versions of a connection that name a run which was never read. Alias `v`. */
const unlinked = (connectionId: string) => sql`
  v.model_id in (select id from models where connection_id = ${connectionId}::bigint)
  and v.run_id is null and v.run_external_id is not null`;

/**
 * The runs that versions came from and that were never read, those of the newest versions first. A run that was asked
 * for since `before` and not found is left out: it may be deleted for good, or in an experiment that is not read.
 * @returns their ids in their own system
 */
export async function unreadSourceRuns(
  db: Db | Tx,
  connectionId: string,
  { before, limit }: { before: string; limit: number },
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select v.run_external_id as id from model_versions v
    where ${unlinked(connectionId)} and (v.run_sought_at is null or v.run_sought_at < ${before}::timestamptz)
    group by 1 order by max(v.created_at) desc, 1 limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Notes that runs were asked for by their ids, whether they were found or not. */
export async function noteSourceRunsSought(
  tx: Tx,
  connectionId: string,
  runIds: readonly string[],
  at: string,
): Promise<void> {
  if (runIds.length === 0) return;
  await tx.execute(sql`
    update model_versions v set run_sought_at = ${at}::timestamptz
    where ${unlinked(connectionId)} and v.run_external_id = any(${sql.param(runIds)}::text[])`);
}
