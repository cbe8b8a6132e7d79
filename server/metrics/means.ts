import "server-only";
import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { inMean } from "./pyramid";
import { coverWindow, type Piece } from "./window";

/** A window of a series; the ends are inclusive, on the series' axis. */
export type MeanWindow = { seriesId: string; from: number; to: number };

/** The mean of a window, of how many values, and their sample standard deviation (null of a single one). */
export type WindowMean = { mean: number; n: number; spread: number | null };

/**
 * The mean of each window, in the order given; null where nothing was measured. NaN and infinite values take no part.
 * Buckets are read in the middle of a window and points at its edges: the answer is that of all its points, and it
 * costs tens of rows, however many points there are.
 */
export async function windowMeans(
  db: Db | Tx,
  windows: readonly MeanWindow[],
): Promise<(WindowMean | null)[]> {
  const means = windows.map(() => null as WindowMean | null);
  const series = await extentsOf(db, [...new Set(windows.map((w) => w.seriesId))]);
  const pieces = windows.flatMap((window, place) => {
    const extent = series.get(window.seriesId);
    if (!extent) return [];
    return coverWindow(window, extent).map((piece) => ({ place, id: window.seriesId, ...piece }));
  });
  if (pieces.length === 0) return means;
  for (const { place, mean, n, deviations } of await readMeans(db, pieces)) {
    means[place] = { mean, n, spread: n > 1 ? Math.sqrt(deviations / (n - 1)) : null };
  }
  return means;
}

async function extentsOf(db: Db | Tx, ids: readonly string[]) {
  const { rows } = await db.execute<{ id: string; minX: number; maxX: number; levels: number[] }>(sql`
    select id::text, min_x::float8 as "minX", max_x::float8 as "maxX", levels
    from series where id = any(${sql.param([...ids])}::bigint[]) and min_x is not null`);
  return new Map(rows.map(({ id, ...extent }) => [id, extent]));
}

type Found = { place: number; mean: number; n: number; deviations: number };

/** Sums up the pieces of each place. Each piece is one range of an index, whatever the planner knows of the table. */
async function readMeans(
  db: Db | Tx,
  pieces: readonly (Piece & { place: number; id: string })[],
): Promise<Found[]> {
  const { rows } = await db.execute<Found>(sql`
    with pieces as (
      select * from unnest(
        ${sql.param(pieces.map((p) => p.place))}::integer[], ${sql.param(pieces.map((p) => p.id))}::bigint[],
        ${sql.param(pieces.map((p) => p.level))}::integer[],
        ${sql.param(pieces.map((p) => p.from))}::bigint[], ${sql.param(pieces.map((p) => p.to))}::bigint[]
      ) as p(place, id, level, low, high)
    ), parts as (
      select place, part.* from pieces cross join lateral (
        select count(*) as n, sum(value) as sum, var_pop(value) * count(*) as deviations
        from points where series_id = id and x between low and high and ${inMean}
      ) as part where level is null
      union all
      select place, part.* from pieces cross join lateral (
        select finite as n, sum, deviations from point_buckets b
        where b.series_id = pieces.id and b.level = pieces.level
          and b.bucket between low >> (2 * pieces.level) and high >> (2 * pieces.level)
        offset 0
      ) as part where level is not null
    ), centred as (
      select *, sum(sum) over (partition by place) / sum(n) over (partition by place) as mean from parts where n > 0
    )
    select place, mean, sum(n)::float8 as n, sum(deviations + n * (sum / n - mean) ^ 2) as deviations
    from centred group by place, mean`);
  return rows;
}
