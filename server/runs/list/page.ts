import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import type { Sort } from "../sort";
import { all, type Query } from "./query";
import { type After, type Segment, segmentsOf } from "./segments";

/** How far a list is walked in its order before the other way round is taken: first find, then sort. */
const usualWalk = 5_000;

/** Where a row stands in the list. */
export type Place = After & { segment: number };

/** The ids of one page, in order, each with its place in the list. At most `limit`. */
export async function findPage(
  db: Db | Tx,
  query: Query,
  sort: Sort,
  page: { after: Place | null; limit: number; walkAtMost?: number },
): Promise<Place[]> {
  if (query.projects.length === 0) return [];
  const found: Place[] = [];
  for (const [place, segment] of segmentsOf(query, sort).entries()) {
    if (place < (page.after?.segment ?? 0)) continue;
    const after = place === page.after?.segment ? page.after : null;
    const rows = await readSegment(
      db,
      segment,
      after,
      page.limit - found.length,
      page.walkAtMost ?? usualWalk,
    );
    found.push(...rows.map((row) => ({ segment: place, k: row.k, id: row.id })));
    if (found.length >= page.limit) break;
  }
  return found;
}

type Row = { id: string; k: string | null };

async function readSegment(
  db: Db | Tx,
  segment: Segment,
  after: After | null,
  limit: number,
  walkAtMost: number,
): Promise<Row[]> {
  const { from, run, key, unordered, text, direction, rest } = segment;
  const joins = rest.joins(run);
  if (joins.length === 0 && rest.where.length === 0) {
    const { rows } = await db.execute<Row>(
      sql`select run_id as id, ${text(sql`k`)} as k from (${segment.walk(after, limit)}) as walked`,
    );
    return rows;
  }
  const walked = await walk(db, segment, after, limit, walkAtMost);
  if (walked.rows.length >= limit || walked.through) return walked.rows;
  const { rows } = await db.execute<Row>(sql`
    select ${run} as id, ${text(key)} as k from ${from(rest.where.length > 0)} ${spaced(joins)}
    where ${all([...segment.where(after), ...rest.where])}
    order by ${unordered} ${direction}, ${run} ${direction} limit ${limit}`);
  return rows;
}

/**
 * Goes along the order and asks each run for the rest of the conditions: right when many match, and cheap to give up.
 * `through` tells that the segment ended before the walk did.
 */
async function walk(
  db: Db | Tx,
  { walk, text, direction, rest }: Segment,
  after: After | null,
  limit: number,
  walkAtMost: number,
): Promise<{ rows: Row[]; through: boolean }> {
  const runs = rest.where.length > 0 ? sql`join runs r on r.id = base.run_id` : sql``;
  const { rows } = await db.execute<{ seen: number; id: string | null; k: string | null }>(sql`
    with base as materialized (${walk(after, walkAtMost)})
    select seen, hits.id, hits.k from (select count(*)::integer as seen from base) as counted
    left join (
      select base.run_id as id, ${text(sql`base.k`)} as k from base ${runs} ${spaced(rest.joins(sql`base.run_id`))}
      where ${all(rest.where)}
      order by base.k ${direction}, base.run_id ${direction} limit ${limit}
    ) as hits on true`);
  const hits = rows.flatMap(({ id, k }) => (id === null ? [] : [{ id, k }]));
  return { rows: hits, through: (rows[0]?.seen ?? 0) < walkAtMost };
}

const spaced = (joins: readonly SQL[]) => sql.join([...joins], sql` `);
