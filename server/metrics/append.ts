import "server-only";
import { sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { keysOf } from "./keys";
import { outgrown } from "./levels";
import { rebuild, refresh } from "./pyramid";

/** `x` is a step or milliseconds since 1970, an integer; `at` milliseconds since 1970; `value` may be NaN or infinite. */
export type Point = { x: number; at: number; value: number };

export type History = {
  /** made by `subjectKey` */
  subject: string;
  name: string;
  axis: "step" | "time";
  points: readonly Point[];
};

/** Who says it. `sender` is a number of `metric_senders`. */
export type Source = { source: "registry" } | { source: "api"; sender: number };
const read: Source = { source: "registry" };

type SeriesRow = {
  id: string;
  subject: string;
  keyId: number;
  axis: "step" | "time";
  count: number;
  levels: number[];
};

/**
 * Appends points to one series, making it and its metric key when they are new. Writing a point twice changes nothing;
 * steps may go back, and several points may share one.
 * @returns how many were not there before
 */
export async function appendPoints(
  tx: Tx,
  scope: ProjectScope,
  series: Omit<History, "points">,
  points: readonly Point[],
): Promise<number> {
  return appendHistories(tx, scope, [{ ...series, points }]);
}

/** The same for many series in the same few statements, as a sync has them; a series may come more than once. */
export async function appendHistories(
  tx: Tx,
  scope: ProjectScope,
  histories: readonly History[],
  from: Source = read,
): Promise<number> {
  if (histories.length === 0) return 0;
  const keys = await keysOf(
    tx,
    scope,
    histories.map((h) => h.name),
  );
  const rows = await lockSeries(tx, scope, histories, keys, from.source);
  const idOf = (h: History) => rows.get(seriesOf(h.subject, keys.get(h.name)))?.id ?? "";
  for (const h of histories) refuseOtherAxis(h, rows.get(seriesOf(h.subject, keys.get(h.name))));
  const flat = histories.flatMap((h) => h.points.map((p) => ({ id: idOf(h), ...p })));
  if (flat.length === 0) return 0;
  const added = await insertPoints(tx, flat, from.source === "api" ? from.sender : null);
  for (const row of rows.values()) {
    const n = added.get(row.id) ?? 0;
    if (n === 0) continue;
    if (outgrown(row.count, row.count + n)) await rebuild(tx, row.id, row.count + n);
    else if (row.levels.length > 0) {
      await refresh(
        tx,
        row.id,
        row.levels,
        flat.flatMap((p) => (p.id === row.id ? [p.x] : [])),
      );
    }
  }
  return [...added.values()].reduce((sum, n) => sum + n, 0);
}

const seriesOf = (subject: string, keyId: number | undefined) => `${keyId} ${subject}`;

/** Makes the series that are new and holds all of them until the transaction ends, always in the same order. */
async function lockSeries(
  tx: Tx,
  scope: ProjectScope,
  histories: readonly History[],
  keys: Map<string, number>,
  source: Source["source"],
) {
  const wanted = new Map(histories.map((h) => [seriesOf(h.subject, keys.get(h.name)), h]));
  const list = [...wanted.keys()].sort().flatMap((key) => wanted.get(key) ?? []);
  const { rows } = await tx.execute<SeriesRow>(sql`
    insert into series (project_id, subject, key_id, axis, source)
    select ${scope.projectId}::bigint, s, k, a, case when s like 'environment:%' then 'api' else ${source} end
    from unnest(${sql.param(list.map((h) => h.subject))}::text[],
                ${sql.param(list.map((h) => keys.get(h.name)))}::integer[],
                ${sql.param(list.map((h) => h.axis))}::text[]) with ordinality as t(s, k, a, place)
    order by place
    on conflict (subject, key_id, source) do update set axis = series.axis
    returning id, subject, key_id as "keyId", axis, count::float8 as count, levels`);
  return new Map(rows.map((row) => [seriesOf(row.subject, row.keyId), row]));
}

function refuseOtherAxis(history: History, row: SeriesRow | undefined): void {
  if (!row || row.axis === history.axis) return;
  throw new Refusal("CONFLICT", {
    what: `${history.name} is kept by ${row.axis}, and these points are by ${history.axis}.`,
    todo: row.axis === "step" ? "Send `step` with each point." : "Send `at` without `step`.",
  });
}

/** @returns how many points were new, by series id */
async function insertPoints(
  tx: Tx,
  points: readonly (Point & { id: string })[],
  sender: number | null,
): Promise<Map<string, number>> {
  const { rows } = await tx.execute<{ id: string; n: number }>(sql`
    with added as (
      insert into points (series_id, x, at, value, sender_id)
      select *, ${sender}::integer from unnest(${sql.param(points.map((p) => p.id))}::bigint[],
                           ${sql.param(points.map((p) => p.x))}::bigint[],
                           ${sql.param(points.map((p) => p.at))}::bigint[],
                           ${sql.param(points.map((p) => p.value))}::float8[])
      on conflict do nothing
      returning series_id, x
    ), sums as (
      select series_id, count(*) as n, min(x) as lo, max(x) as hi from added group by series_id
    )
    update series set count = count + n, min_x = least(min_x, lo), max_x = greatest(max_x, hi)
    from sums where series.id = sums.series_id
    returning id, n::integer as n`);
  return new Map(rows.map((row) => [row.id, row.n]));
}
