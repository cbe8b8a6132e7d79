import "server-only";
import { sql } from "drizzle-orm";
import type { LeftOut } from "@/server/backends/types";
import type { Db, Tx } from "@/server/foundation/db/open";
import type { Trouble } from "@/server/foundation/db/tables/connections";

/**
 * Records that could be neither read nor stored. Each is kept until it is read after all, so that the connection says so
 * for as long as it is missing.
 */

export type RecordKind = NonNullable<LeftOut["record"]>["kind"];

/** A record that no reading has met for so long is no longer in its own system. */
const FORGET_AFTER_MS = 7 * 86_400_000;
/** More of them on the page of a connection say nothing more. */
const MOST_SHOWN = 20;

/** Keeps those records that have an id. @param at when they were met */
export async function keepLeftOut(
  tx: Tx,
  connectionId: string,
  found: readonly LeftOut[],
  at: string,
): Promise<void> {
  const rows = found.flatMap(({ record, ...words }) => (record ? [{ ...record, ...words }] : []));
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into left_out_records (connection_id, kind, external_id, what, why, todo, met_at)
    select distinct on (kind, id) ${connectionId}::bigint, kind, id, what, why, todo, ${at}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(kind text, id text, what text, why text, todo text)
    on conflict (connection_id, kind, external_id)
      do update set what = excluded.what, why = excluded.why, todo = excluded.todo, met_at = excluded.met_at`);
}

/** Forgets those of these records that were left out: they have been read. */
export async function forgetLeftOut(
  tx: Tx,
  connectionId: string,
  kind: RecordKind,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    delete from left_out_records
    where connection_id = ${connectionId}::bigint and kind = ${kind}
      and external_id = any(${sql.param(ids)}::text[])`);
}

/** What is missing of a connection now: whole records, and parts of those that were stored. */
export async function leftOutOf(db: Db | Tx, connectionId: string, nowMs: number): Promise<Trouble[]> {
  const since = new Date(nowMs - FORGET_AFTER_MS).toISOString();
  const { rows } = await db.execute<Trouble & { all: number }>(sql`
    with missing as (
      select what, why, todo, met_at as at from left_out_records
      where connection_id = ${connectionId}::bigint and met_at >= ${since}::timestamptz
      union all
      select part ->> 'what', part ->> 'why', part ->> 'todo', r.changed_at
      from runs r, jsonb_array_elements(r.left_out) part
      where r.connection_id = ${connectionId}::bigint and r.left_out <> '[]'::jsonb)
    select what, min(why) as why, min(todo) as todo, to_json(max(at)) #>> '{}' as at, count(*) over ()::integer as all
    from missing group by what order by max(at) desc, what limit ${MOST_SHOWN}`);
  const shown = rows.map(({ all: _all, ...trouble }) => ({
    ...trouble,
    at: new Date(trouble.at).toISOString(),
  }));
  const more = (rows[0]?.all ?? 0) - rows.length;
  if (more <= 0) return shown;
  const words = { what: `${more} more are left out.`, why: `The newest ${MOST_SHOWN} are named.` };
  return [
    ...shown,
    { ...words, todo: "Each run says so on its own page.", at: new Date(nowMs).toISOString() },
  ];
}
