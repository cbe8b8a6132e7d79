import "server-only";
import { sql } from "drizzle-orm";
import type { SourceArtifact } from "@/server/backends/types";
import type { Db, Tx } from "@/server/foundation/db/open";
import { cut } from "./rows";

/** The queue of runs whose histories and artifacts are to be read. */

export type Due = { runId: string; externalId: string; changedAt: string; metrics: string[] };

/**
 * Queues runs. A finished one is due at once and read completely; an unfinished one waits longer the longer its history
 * is (a second for a thousand points, half an hour at most).
 */
export async function enqueue(
  tx: Tx,
  connectionId: string,
  runIds: readonly string[],
  now: string,
): Promise<void> {
  if (runIds.length === 0) return;
  await tx.execute(sql`
    insert into run_details_due as old (run_id, connection_id, queued_at, changed_at, after, whole)
    select r.id, ${connectionId}::bigint, r.queued_at, ${now},
      case when whole then ${now}::timestamptz
        else ${now}::timestamptz + least(1800000, (
          select coalesce(sum(s.count), 0) from series s where s.subject = 'run:' || r.id)) * interval '1 millisecond' end,
      whole
    from runs r, lateral (select r.status not in ('queued', 'running', 'waiting') as whole) as over
    where r.id = any(${sql.param(runIds)}::bigint[]) order by r.id
    on conflict (run_id) do update set
      changed_at = excluded.changed_at,
      after = case when excluded.whole then excluded.after else old.after end,
      whole = old.whole or excluded.whole`);
}

export async function countDue(db: Db | Tx, connectionId: string): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    select count(*)::integer as n from run_details_due
    where connection_id = ${connectionId}::bigint and after <= now()`);
  return rows[0]?.n ?? 0;
}

/**
 * The next runs in the queue, newest first, with the metrics to read: all of them, or only those whose last value is not
 * among the stored points (a value without a time cannot be looked up and counts as new).
 */
export async function nextDue(db: Db | Tx, connectionId: string, limit: number): Promise<Due[]> {
  const { rows } = await db.execute<Due>(sql`
    with next as (
      select * from run_details_due
      where connection_id = ${connectionId}::bigint and after <= now()
      order by queued_at desc, run_id desc limit ${limit})
    select n.run_id::text as "runId", r.external_id as "externalId", to_json(n.changed_at) #>> '{}' as "changedAt",
      coalesce(array_agg(k.name order by k.name) filter (where k.name is not null), '{}') as metrics
    from next n
    join runs r on r.id = n.run_id
    left join run_metrics m on m.run_id = n.run_id and (n.whole or n.under_way is not null or not exists (
      select 1 from series s join points p on p.series_id = s.id
      where s.subject = 'run:' || n.run_id and s.source = 'registry' and s.key_id = m.key_id
        and p.x = coalesce(m.step, 0) and p.at = round(extract(epoch from m.at) * 1000)::bigint and p.value = m.value))
    left join metric_keys k on k.id = m.key_id
    group by n.run_id, r.external_id, n.changed_at, n.queued_at
    order by n.queued_at desc, n.run_id desc`);
  return rows;
}

/** Marks a history that takes several steps: if the sync stops between them, the whole history is read again. */
export async function markUnderWay(tx: Tx, runId: string, metric: string | null): Promise<void> {
  await tx.execute(sql`update run_details_due set under_way = ${metric} where run_id = ${runId}::bigint`);
}

/** Removes runs from the queue, except those that changed since they were taken. */
export async function done(tx: Tx, runs: readonly Pick<Due, "runId" | "changedAt">[]): Promise<void> {
  await tx.execute(sql`
    delete from run_details_due d
    using json_to_recordset(${JSON.stringify(runs)}::json) as r("runId" bigint, "changedAt" timestamptz(3))
    where d.run_id = r."runId" and d.changed_at = r."changedAt"`);
}

/** Replaces each run's list of files. */
export async function writeArtifacts(
  tx: Tx,
  lists: readonly { runId: string; files: readonly SourceArtifact[] }[],
): Promise<void> {
  if (lists.length === 0) return;
  const rows = lists.flatMap(({ runId, files }) =>
    files.map((file) => ({ run_id: runId, path: cut(file.path, 600), size_bytes: file.sizeBytes })),
  );
  const given = sql`json_to_recordset(${JSON.stringify(rows)}::json) as r(run_id bigint, path text, size_bytes bigint)`;
  const runIds = sql`${sql.param(lists.map((list) => list.runId))}::bigint[]`;
  await tx.execute(sql`
    delete from run_artifacts a where a.run_id = any(${runIds})
      and not exists (select 1 from ${given} where r.run_id = a.run_id and r.path = a.path)`);
  await tx.execute(sql`
    insert into run_artifacts as old (run_id, path, size_bytes)
    select distinct on (run_id, path) run_id, path, size_bytes from ${given}
    on conflict (run_id, path) do update set size_bytes = excluded.size_bytes
      where old.size_bytes is distinct from excluded.size_bytes`);
}
