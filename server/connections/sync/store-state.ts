import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import {
  connections,
  type Progress,
  syncCursors,
  type Trouble,
} from "@/server/foundation/db/tables/connections";
import { forgetModelReads } from "@/server/registry/model-metrics";

/** The state of a sync: cursors, progress, outcome. */

/** Thrown when the connection of a running sync was paused or removed. */
export class SyncStopped extends Error {
  constructor() {
    super("the connection was paused or removed");
    this.name = "SyncStopped";
  }
}

export async function cursorsOf(db: Db | Tx, connectionId: string): Promise<Record<string, unknown>> {
  const rows = await db.select().from(syncCursors).where(eq(syncCursors.connectionId, connectionId));
  return Object.fromEntries(rows.map((row) => [row.stream, row.cursor]));
}

export async function saveCursor(
  tx: Tx,
  connectionId: string,
  stream: string,
  cursor: unknown,
): Promise<void> {
  await tx.execute(sql`
    insert into sync_cursors as old (connection_id, stream, cursor, updated_at)
    values (${connectionId}::bigint, ${stream}, ${JSON.stringify(cursor)}::jsonb, now())
    on conflict (connection_id, stream) do update set cursor = excluded.cursor, updated_at = excluded.updated_at
      where old.cursor is distinct from excluded.cursor`);
}

/** Where a person's wish to have everything read again is kept, beside the cursors, until a sync has done it. */
export const AGAIN = "again";

export async function askAgain(tx: Tx, connectionId: string, at: string): Promise<void> {
  await saveCursor(tx, connectionId, AGAIN, { at });
  await forgetModelReads(tx, connectionId);
}

/** When a person asked last; null when nobody waits. */
export async function askedAgain(db: Db | Tx, connectionId: string): Promise<string | null> {
  const asked = (await cursorsOf(db, connectionId))[AGAIN];
  return asked === undefined ? null : JSON.stringify(asked);
}

/** The wish is done, unless somebody has asked once more since. */
export async function readAgain(tx: Tx, connectionId: string, asked: string): Promise<void> {
  await tx.execute(sql`
    delete from sync_cursors
    where connection_id = ${connectionId}::bigint and stream = ${AGAIN} and cursor = ${asked}::jsonb`);
}

const active = (connectionId: string) => and(eq(connections.id, connectionId), isNull(connections.pausedAt));

/**
 * The first statement of each transaction of a sync. It locks the connection, so that a removal waits for the page and the
 * next page finds it. `progress` undefined leaves the stored one. @throws SyncStopped
 */
export async function requireActive(tx: Tx, connectionId: string, progress?: Progress): Promise<void> {
  const rows =
    progress === undefined
      ? await tx.select({ id: connections.id }).from(connections).where(active(connectionId)).for("key share")
      : await tx
          .update(connections)
          .set({ progress })
          .where(active(connectionId))
          .returning({ id: connections.id });
  if (rows.length === 0) throw new SyncStopped();
}

/** Runs that were unfinished when last read, newest first: training runs, or those of CI. */
export async function openRuns(db: Db | Tx, connectionId: string, training: boolean, limit: number) {
  const { rows } = await db.execute<{ externalId: string; pipelineExternalId: string }>(sql`
    select r.external_id as "externalId", p.external_id as "pipelineExternalId"
    from runs r join pipelines p on p.id = r.pipeline_id
    where r.connection_id = ${connectionId}::bigint and r.status in ('queued', 'running', 'waiting')
      and (r.kind = 'training') = ${training}
    order by r.queued_at desc, r.id desc limit ${limit}`);
  return rows;
}

export async function countAll(db: Db | Tx, connectionId: string): Promise<Record<string, number>> {
  const id = sql`${connectionId}::bigint`;
  const { rows } = await db.execute<Record<string, number>>(sql`
    select (select count(*) from pipelines where connection_id = ${id})::integer as pipelines,
      (select count(*) from runs where connection_id = ${id})::integer as runs,
      (select count(*) from models where connection_id = ${id})::integer as models,
      (select count(*) from model_versions v join models m on m.id = v.model_id where m.connection_id = ${id})::integer as versions,
      (select count(*) from run_details_due where connection_id = ${id})::integer as "historiesToRead"`);
  return rows[0] ?? {};
}

/** Status words of a connection's runs that are not among the known ones, with the number of runs. */
export async function unknownStatuses(db: Db | Tx, connectionId: string, known: readonly string[]) {
  const { rows } = await db.execute<{ word: string; runs: number }>(sql`
    select status_raw as word, count(*)::integer as runs from runs
    where connection_id = ${connectionId}::bigint and status_raw <> all(${sql.param(known)}::text[])
    group by 1 order by 2 desc limit 10`);
  return rows;
}

export type Outcome = {
  lastSyncAt?: string;
  answeredOrigin?: string;
  nextSyncAt: string;
  error: Trouble | null;
  failures: number;
  notices?: Trouble[];
  counts?: Record<string, number>;
};

/** Stores the outcome of a sync. `stateSince` changes only when the state changes. */
export async function settleOutcome(
  tx: Tx,
  connectionId: string,
  outcome: Outcome,
  now: string,
): Promise<void> {
  const failed = outcome.error !== null;
  await tx
    .update(connections)
    .set({
      ...outcome,
      progress: null,
      stateSince: sql`case when (${connections.error} is not null) = ${failed} and ${connections.stateSince} is not null
        then ${connections.stateSince} else ${now}::timestamptz end`,
    })
    .where(active(connectionId));
}
