import "server-only";
import { and, asc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { deployments, environments, modelVersions } from "@/server/foundation/db/tables/models";
import { windowMeans } from "@/server/metrics/means";
import { deploymentColumns } from "../store";
import type { Window } from "./live-state";

/** The time axis cannot show more deployments than these. */
const maxDeployments = 2000;

/** What served a model in a window, in every environment it ever had, oldest first. */
export async function deploymentsBetween(db: Db | Tx, modelId: string, window: { from: string; to: string }) {
  return db
    .select({
      ...deploymentColumns,
      position: environments.position,
      version: modelVersions.version,
    })
    .from(deployments)
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(modelVersions, eq(modelVersions.id, deployments.versionId))
    .where(
      and(
        eq(deployments.modelId, modelId),
        lt(deployments.fromAt, window.to),
        or(isNull(deployments.toAt), gt(deployments.toAt, window.from)),
      ),
    )
    .orderBy(asc(deployments.fromAt), asc(deployments.id))
    .limit(maxDeployments);
}

export const quarterDayMs = 6 * 3_600_000;
const week = 28;

/** A level of 4^11 ms (70 minutes): fine enough for buckets of six hours. */
const fineEnough = 11;

/**
 * The last finite value of each six hours of the seven days up to `until`, for many series in one query.
 * @returns by series id, oldest first, null where nothing was measured
 */
export async function weekOf(
  db: Db | Tx,
  seriesIds: readonly string[],
  until: number,
): Promise<Map<string, (number | null)[]>> {
  const found = new Map<string, (number | null)[]>();
  if (seriesIds.length === 0) return found;
  const from = until - week * quarterDayMs;
  const { rows } = await db.execute<{ id: string; slot: number; value: number }>(sql`
    with wanted as (
      select id, coalesce((select max(l) from unnest(levels) l where l <= ${fineEnough}::int), levels[1]) as level
      from series where id = any(${sql.param([...seriesIds])}::bigint[]) and axis = 'time'
    ), read as (
      select w.id, p.x, p.value from wanted w join points p on p.series_id = w.id
      where w.level is null and p.x > ${from}::bigint and p.x <= ${until}::bigint
      union all
      select w.id, b.last_x, b.last from wanted w join point_buckets b on b.series_id = w.id and b.level = w.level
      where w.level is not null
        and b.bucket between ${from}::bigint / (4::numeric ^ w.level)::bigint and ${until}::bigint / (4::numeric ^ w.level)::bigint
        and b.last_x > ${from}::bigint and b.last_x <= ${until}::bigint
    )
    select distinct on (id, slot) id::text, ((x - ${from}::bigint - 1) / ${quarterDayMs}::bigint)::int as slot, value
    from read where value not in ('NaN', 'Infinity', '-Infinity')
    order by id, slot, x desc`);
  for (const { id, slot, value } of rows) {
    const list = found.get(id) ?? Array.from({ length: week }, () => null as number | null);
    list[slot] = value;
    found.set(id, list);
  }
  return found;
}

/** A live series, and since when the version serves that its newest window is about. */
export type Measured = { seriesId: string; since: string | null };

const dayMs = 86_400_000;
const days = 7;

/**
 * Means of the last seven windows of 24 hours, the newest first, by series. The newest holds only what was measured
 * since `since`; without one it is empty.
 * @param now milliseconds since 1970
 */
export async function dayMeans(
  db: Db | Tx,
  measured: readonly Measured[],
  now: number,
): Promise<Map<string, (Window | null)[]>> {
  const windows = measured.flatMap(({ seriesId, since }) =>
    Array.from({ length: days }, (_, ago) => {
      const [from, to] = [now - (ago + 1) * dayMs + 1, now - ago * dayMs];
      const served = since === null ? to + 1 : Date.parse(since);
      return { seriesId, from: ago === 0 ? Math.max(from, served) : from, to };
    }),
  );
  const means = await windowMeans(db, windows);
  return new Map(
    measured.map(({ seriesId }, place) => [
      seriesId,
      means.slice(place * days, (place + 1) * days).map((found) => found && { mean: found.mean, n: found.n }),
    ]),
  );
}
