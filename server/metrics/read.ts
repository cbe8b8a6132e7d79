import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { toMetricValue } from "@/server/foundation/metric-value";
import { inMean } from "./pyramid";
import type { Bucket } from "./schema";
import { type Piece, planWindow } from "./window";

export type SeriesRow = {
  id: string;
  name: string;
  source: "registry" | "api";
  axis: "step" | "time";
  better: "higher" | "lower" | null;
  count: number;
  minX: number | null;
  maxX: number | null;
  levels: number[];
};

/**
 * The series of one subject (as `subjectKey` makes it), by name; without a name, all of them. Where a metric was both
 * read and sent by API, what was read comes.
 * @param source narrows to one source
 */
export async function findSeries(
  db: Db | Tx,
  subject: string,
  name?: string,
  source?: SeriesRow["source"],
): Promise<SeriesRow[]> {
  const { rows } = await db.execute<SeriesRow>(sql`
    select distinct on (key.name) series.id, key.name, source, axis, better, count::float8 as count,
      min_x::float8 as "minX", max_x::float8 as "maxX", levels
    from series join metric_keys key on key.id = series.key_id
    where subject = ${subject} ${name === undefined ? sql`` : sql`and key.name = ${name}`}
      ${source === undefined ? sql`` : sql`and source = ${source}`}
    order by key.name, source desc`);
  return rows;
}

type Read = {
  x: number;
  first: number;
  last: number;
  min: number | null;
  max: number | null;
  count: number;
  nans: number;
  mean: number | null;
};

/**
 * A window of a series in at most `width` buckets, each with its true extremes.
 * @param window inclusive ends on the series' axis; open where not given
 */
export async function readBuckets(
  db: Db | Tx,
  series: SeriesRow,
  window: { from?: number; to?: number; width: number },
): Promise<Bucket[]> {
  if (series.minX === null || series.maxX === null) return [];
  const ends = { minX: series.minX, maxX: series.maxX };
  const asked = { from: window.from ?? ends.minX, to: window.to ?? ends.maxX, width: window.width };
  const { base, step, pieces } = planWindow(asked, { ...ends, levels: series.levels });
  if (pieces.length === 0) return [];
  const { rows } = await db.execute<Read>(
    isKept(pieces, step) ? keptRows(series.id, pieces) : summedRows(series.id, pieces, base, step),
  );
  return rows.map(toBucket);
}

/** Whether the answer's buckets are kept as they are: then there is nothing to sum up. */
const isKept = (pieces: readonly Piece[], step: number) =>
  pieces.every(({ level }) => level !== null && 4 ** level === step);

const columns = sql`x::float8, first, last, min, max, count::float8 as count, nans::float8 as nans,
  sum / nullif(finite, 0) as mean`;

const keptRows = (seriesId: string, pieces: readonly Piece[]) =>
  sql`select ${columns} from (${unionOf(seriesId, pieces)}) as read order by x`;

const summedRows = (seriesId: string, pieces: readonly Piece[], base: number, step: number) => sql`
  select ${columns} from (
    select min(x) as x,
      (array_agg(first order by x, at, first))[1] as first,
      (array_agg(last order by x desc, at desc, last desc))[1] as last,
      min(min) as min, max(max) as max, sum(count) as count, sum(nans) as nans,
      sum(finite) as finite, sum(sum) as sum
    from (${unionOf(seriesId, pieces)}) as read
    group by (x - ${base}::bigint) / ${step}::bigint
  ) as summed order by x`;

const unionOf = (seriesId: string, pieces: readonly Piece[]) =>
  sql.join(
    pieces.map((piece) => rowsOf(seriesId, piece)),
    sql` union all `,
  );

function rowsOf(seriesId: string, { level, from, to }: Piece): SQL {
  if (level === null) {
    return sql`select x, at, value as first, value as last, nullif(value, 'NaN') as min, nullif(value, 'NaN') as max,
      1::bigint as count, (value = 'NaN')::integer::bigint as nans,
      (${inMean})::integer::bigint as finite, case when ${inMean} then value else 0 end as sum
      from points where series_id = ${seriesId}::bigint and x between ${from}::bigint and ${to}::bigint`;
  }
  const size = 4 ** level;
  return sql`select first_x as x, 0::bigint as at, first, last, min, max, count, nans, finite, sum
    from point_buckets where series_id = ${seriesId}::bigint and level = ${level}::integer
    and bucket between ${Math.floor(from / size)}::bigint and ${Math.floor(to / size)}::bigint`;
}

function toBucket(row: Read): Bucket {
  const extreme = (value: number | null) => (value === null ? "NaN" : toMetricValue(value));
  return {
    x: row.x,
    first: toMetricValue(row.first),
    last: toMetricValue(row.last),
    min: extreme(row.min),
    max: extreme(row.max),
    mean: row.mean,
    count: row.count,
    ...(row.nans > 0 ? { nans: row.nans } : {}),
  };
}
