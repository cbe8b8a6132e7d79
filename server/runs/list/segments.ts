import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Sort } from "../sort";
import { all, columnConditions, ids, keyJoins, oneOf, type Query, rareConditions } from "./query";

/** The last row of a page: what the next one begins after. `k` is the sort's value, a number (times in ms) as text. */
export type After = { k: string | null; id: string };

/**
 * A stretch of an ordered list that one index walks. A list by a metric has three: the numbers, the NaNs,
 * the runs that have no such metric; one by duration has those that took time and those that have not ended.
 */
export type Segment = {
  /** Rows `(run_id, k)` in order, from the index alone, as many as `limit`. Conditions of `rest` are not looked at. */
  walk: (after: After | null, limit: number) => SQL;
  /** All rows of the segment, ordered by `key`, then by `run`; `runs r` is in it when `withRuns` is asked for. */
  from: (withRuns: boolean) => SQL;
  where: (after: After | null) => SQL[];
  run: SQL;
  key: SQL;
  /** The key in a form no index is ordered by, so that the planner finds the rows first and sorts then. */
  unordered: SQL;
  /** From a key to the `k` of `After`. */
  text: (key: SQL) => SQL;
  direction: SQL;
  /** What `walk` leaves unasked; empty when its rows are the answer. */
  rest: { joins: (run: SQL) => SQL[]; where: SQL[] };
};

export function segmentsOf(query: Query, sort: Sort): Segment[] {
  const byTime = overRuns(query, time);
  if (sort.by === "startedAt") return [byTime(sort.direction, [])];
  if (sort.by === "durationMs") {
    const byDuration = overRuns(query, duration);
    return [
      byDuration(sort.direction, [sql`r.duration_ms is not null`]),
      byTime("desc", [], [sql`r.duration_ms is null`]),
    ];
  }
  const keys = query.keys.metrics.get(sort.name) ?? [];
  const without = sql`not exists (select 1 from run_metrics x where x.run_id = r.id and ${oneOf(sql`x.key_id`, keys)})`;
  if (keys.length === 0) return [byTime("desc", [])];
  return [overMetric(query, keys, sort.direction), notNumbers(query, keys), byTime("desc", [], [without])];
}

type Column = { key: SQL; unordered: SQL; text: (key: SQL) => SQL; read: (k: string | null) => SQL };

const time: Column = {
  key: sql`r.queued_at`,
  unordered: sql`r.queued_at + interval '0'`,
  text: (key) => sql`(extract(epoch from ${key}) * 1000)::bigint::text`,
  read: (k) => sql`to_timestamp(${k}::float8 / 1000)`,
};

const duration: Column = {
  key: sql`r.duration_ms`,
  unordered: sql`r.duration_ms + 0`,
  text: (key) => sql`(${key})::text`,
  read: (k) => sql`${k}::bigint`,
};

const less = (direction: "asc" | "desc") => sql.raw(direction === "desc" ? "<" : ">");

/** Restrictions that an index over (project, column, time) serves: one lane of the walk for each value. */
function lanesOf({ filter }: Query): { column: SQL; values: readonly string[] } | null {
  if (filter.status) return { column: sql`r.status`, values: filter.status };
  if (filter.branch?.every((b) => !b.includes("*"))) return { column: sql`r.branch`, values: filter.branch };
  if (filter.kind) return { column: sql`r.kind`, values: filter.kind };
  return null;
}

function overRuns(query: Query, by: Column) {
  return (direction: "asc" | "desc", own: SQL[], rare: SQL[] = []): Segment => {
    const order = sql.raw(direction);
    const beyond = (after: After | null) =>
      after ? [sql`(${by.key}, r.id) ${less(direction)} (${by.read(after.k)}, ${after.id}::bigint)`] : [];
    const columns = [...columnConditions(query), ...own];
    const lanes = lanesOf(query);
    const starts = lanes
      ? sql`unnest(${ids(query.projects)}) p cross join unnest(${ids(lanes.values, "text")}) v`
      : sql`unnest(${ids(query.projects)}) p`;
    const ofLane = lanes ? [sql`r.project_id = p`, sql`${lanes.column} = v`] : [sql`r.project_id = p`];
    return {
      walk: (after, limit) => sql`
        select w.run_id, w.k from ${starts} cross join lateral (
          select r.id as run_id, ${by.key} as k from runs r where ${all([...ofLane, ...columns, ...beyond(after)])}
          order by ${by.key} ${order}, r.id ${order} limit ${limit}
        ) w order by w.k ${order}, w.run_id ${order} limit ${limit}`,
      from: () => sql`runs r`,
      where: (after) => [sql`r.project_id = any(${ids(query.projects)})`, ...columns, ...beyond(after)],
      run: sql`r.id`,
      key: by.key,
      unordered: by.unordered,
      text: by.text,
      direction: order,
      rest: { joins: (run) => keyJoins(query, run), where: [...rareConditions(query), ...rare] },
    };
  };
}

function overMetric(query: Query, keys: readonly number[], direction: "asc" | "desc"): Segment {
  const beyond = (after: After | null) =>
    after ? [sql`(m.value, m.run_id) ${less(direction)} (${after.k}::float8, ${after.id}::bigint)`] : [];
  return metricSegment(query, keys, {
    own: sql`m.value < 'NaN'`,
    beyond,
    key: sql`m.value`,
    unordered: sql`m.value + 0`,
    direction,
  });
}

/** Runs whose value is NaN have no order among them but their age. */
function notNumbers(query: Query, keys: readonly number[]): Segment {
  const beyond = (after: After | null) => (after ? [sql`m.run_id < ${after.id}::bigint`] : []);
  return metricSegment(query, keys, {
    own: sql`m.value = 'NaN'`,
    beyond,
    key: sql`null::float8`,
    unordered: sql`null::float8`,
    direction: "desc",
  });
}

type MetricPart = {
  own: SQL;
  beyond: (after: After | null) => SQL[];
  key: SQL;
  unordered: SQL;
  direction: "asc" | "desc";
};

function metricSegment(query: Query, keys: readonly number[], part: MetricPart): Segment {
  const { own, beyond, key, unordered, direction } = part;
  const order = sql.raw(direction);
  return {
    walk: (after, limit) => sql`
      select w.run_id, w.k from unnest(${ids(keys, "integer")}) key cross join lateral (
        select m.run_id, ${key} as k from run_metrics m where ${all([sql`m.key_id = key`, own, ...beyond(after)])}
        order by m.value ${order}, m.run_id ${order} limit ${limit}
      ) w order by w.k ${order}, w.run_id ${order} limit ${limit}`,
    from: (withRuns) => (withRuns ? sql`run_metrics m join runs r on r.id = m.run_id` : sql`run_metrics m`),
    where: (after) => [oneOf(sql`m.key_id`, keys), own, ...beyond(after)],
    run: sql`m.run_id`,
    key,
    unordered,
    text: (value) => sql`(${value})::text`,
    direction: order,
    rest: {
      joins: (run) => keyJoins(query, run),
      where: [...columnConditions(query), ...rareConditions(query)],
    },
  };
}
