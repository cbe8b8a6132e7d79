import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db, Tx } from "@/server/foundation/db/open";
import { cursorsOf } from "./store-state";

/**
 * The training runs that are watched for being deleted or restored: neither leaves a time by which a system could be asked
 * for it, so runs are asked for by their ids. Each sync asks for the newest, for the source runs of versions, for those
 * deleted last, and for a part of all others in turn: some 5,000 ids however many runs there are. What is not among the
 * first three is found within as many syncs as there are thousands of runs.
 */
const NEWEST = 2_000;
const SOURCES = 1_000;
const DELETED = 1_000;
const IN_TURN = 1_000;

/** The stream whose cursor says how far the runs in turn are. */
export const WATCHED = "watched runs";
const cursorShape = z.object({ before: z.string().nullable() });

type Watched = { living: string[]; deleted: string[] };

/** @returns the runs, and the cursor after them */
export async function watchedRuns(
  db: Db | Tx,
  connectionId: string,
): Promise<{ runs: Watched; next: string | null }> {
  const stored = cursorShape.safeParse((await cursorsOf(db, connectionId))[WATCHED]).data;
  const before = stored?.before ?? null;
  const own = sql`connection_id = ${connectionId}::bigint and kind = 'training'`;
  const columns = sql`id, external_id, deleted_at is not null as deleted`;
  const { rows } = await db.execute<{
    id: string;
    externalId: string;
    deleted: boolean;
    inTurn: boolean;
  }>(sql`
    with newest as (select ${columns} from runs where ${own} order by queued_at desc, id desc limit ${NEWEST}),
      sources as (
        select r.id, r.external_id, r.deleted_at is not null as deleted
        from model_versions v join models m on m.id = v.model_id join runs r on r.id = v.run_id
        where m.connection_id = ${connectionId}::bigint and v.deleted_at is null order by v.id desc limit ${SOURCES}),
      gone as (
        select ${columns} from runs where ${own} and deleted_at is not null
        order by started_at desc nulls last, id desc limit ${DELETED}),
      others as (
        select ${columns} from runs where ${own} and (${before}::bigint is null or id < ${before}::bigint)
        order by id desc limit ${IN_TURN})
    select id::text, external_id as "externalId", deleted, bool_or(in_turn) as "inTurn" from (
      select *, false as in_turn from newest union all select *, false from sources
      union all select *, false from gone union all select *, true from others) every_one
    group by id, external_id, deleted`);
  const ids = (deleted: boolean) =>
    rows.filter((row) => row.deleted === deleted).map((row) => row.externalId);
  const turn = rows.filter(({ inTurn }) => inTurn).map(({ id }) => BigInt(id));
  const [last] = turn.toSorted((a, b) => (a < b ? -1 : 1));
  const next = last === undefined || turn.length < IN_TURN ? null : String(last);
  return { runs: { living: ids(false), deleted: ids(true) }, next };
}
