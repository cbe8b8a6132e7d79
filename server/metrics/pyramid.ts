import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/server/foundation/db/open";
import { chooseLevels } from "./levels";

/**
 * Whether a mean counts a value: not NaN, not infinite, and not so large that sums of it would overflow, as the
 * largest number is that some trackers write for infinity.
 */
export const inMean = sql`abs(value) < 1e150`;

/** A point has these summaries; NaN counts, but takes no part in the extremes. */
const ofPoints = sql`min(x), max(x),
  (array_agg(value order by x, at, value))[1], (array_agg(value order by x desc, at desc, value desc))[1],
  min(value) filter (where value <> 'NaN'), max(value) filter (where value <> 'NaN'),
  count(*), count(*) filter (where value = 'NaN'),
  count(*) filter (where ${inMean}), coalesce(sum(value) filter (where ${inMean}), 0),
  coalesce(var_pop(value) filter (where ${inMean}), 0) * count(*) filter (where ${inMean})`;

/** Deviations from each bucket's own mean, and those of that mean from the mean of all (`centre`), add up. */
const ofBuckets = sql`min(first_x), max(last_x),
  (array_agg(first order by first_x))[1], (array_agg(last order by last_x desc))[1],
  min(min), max(max), sum(count), sum(nans),
  sum(finite), sum(sum), sum(deviations + coalesce(finite * (sum / nullif(finite, 0) - centre) ^ 2, 0))`;

const columns = sql`(series_id, level, bucket, first_x, last_x, first, last, min, max, count, nans, finite, sum, deviations)`;

/** The buckets of a level, summed up from the points or from the finer level kept beneath it. */
function summed(
  seriesId: string,
  level: number,
  beneath: number | undefined,
  buckets?: readonly number[],
): SQL {
  const id = sql`${seriesId}::bigint`;
  const down = sql`${2 * (level - (beneath ?? 0))}::integer`;
  const position = beneath === undefined ? sql`x` : sql`bucket`;
  const summaries = beneath === undefined ? ofPoints : ofBuckets;
  const source = (within: SQL) =>
    beneath === undefined
      ? sql`points where series_id = ${id} ${within}`
      : sql`(
          select *, sum(sum) over above / nullif(sum(finite) over above, 0) as centre
          from point_buckets where series_id = ${id} and level = ${beneath}::integer ${within}
          window above as (partition by bucket >> ${down})
        ) as finer`;
  if (!buckets) {
    return sql`select ${id}, ${level}::integer, ${position} >> ${down}, ${summaries}
      from ${source(sql``)} group by 3`;
  }
  return sql`select ${id}, ${level}::integer, touched.b, whole.*
    from unnest(${sql.param(buckets)}::bigint[]) as touched(b)
    cross join lateral (
      select ${summaries}
      from ${source(sql`and ${position} between touched.b << ${down} and ((touched.b + 1) << ${down}) - 1`)}
    ) as whole`;
}

/** Chooses the levels of a series anew and fills them from its points. */
export async function rebuild(tx: Tx, seriesId: string, count: number): Promise<void> {
  const levels = chooseLevels(count, await rowsPerLevel(tx, seriesId));
  await tx.execute(sql`delete from point_buckets where series_id = ${seriesId}::bigint`);
  for (const [place, level] of levels.entries()) {
    await tx.execute(sql`insert into point_buckets ${columns} ${summed(seriesId, level, levels[place - 1])}`);
  }
  await tx.execute(
    sql`update series set levels = ${sql.param(levels)}::integer[] where id = ${seriesId}::bigint`,
  );
}

/** Brings the buckets up to date that points at these x fall into, level by level. */
export async function refresh(
  tx: Tx,
  seriesId: string,
  levels: readonly number[],
  xs: readonly number[],
): Promise<void> {
  for (const [place, level] of levels.entries()) {
    const touched = [...new Set(xs.map((x) => Math.floor(x / 4 ** level)))];
    await tx.execute(sql`
      insert into point_buckets ${columns} ${summed(seriesId, level, levels[place - 1], touched)}
      on conflict (series_id, level, bucket) do update set
        first_x = excluded.first_x, last_x = excluded.last_x, first = excluded.first, last = excluded.last,
        min = excluded.min, max = excluded.max, count = excluded.count, nans = excluded.nans,
        finite = excluded.finite, sum = excluded.sum, deviations = excluded.deviations`);
  }
}

/**
 * How many buckets each level would have: neighbours in x fall apart on every level
 * up to the highest bit in which they differ.
 */
async function rowsPerLevel(tx: Tx, seriesId: string): Promise<(level: number) => number> {
  const { rows } = await tx.execute<{ bit: number; n: number }>(sql`
    select bit, count(*)::float8 as n from (
      select case when (x < 0) <> (before < 0) then 63
                  else floor(ln((x # before)::float8) / ln(2::float8) + 1e-9)::integer end as bit
      from (select x, lag(x) over (order by x) as before from points where series_id = ${seriesId}::bigint) as pairs
      where x <> before
    ) as bits group by bit`);
  return (level) => 1 + rows.reduce((sum, row) => sum + (row.bit >= 2 * level ? row.n : 0), 0);
}
