import "server-only";
import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { bucketSize, emptyHistogram, fillHistogram } from "@/server/foundation/histogram";
import type { Histogram } from "@/server/foundation/shapes";
import { all, columnConditions, ids, keyJoins, type Query, rareConditions } from "./list/query";
import type { Facets } from "./schema";

type Reader = Db | Tx;

/** Runs per stretch of time, and how many of them failed. Without ends, from the first run to the last. */
export async function histogramOf(db: Reader, query: Query, buckets: number): Promise<Histogram> {
  const ends = query.projects.length > 0 ? await endsOf(db, query) : null;
  if (!ends) return emptyHistogram;
  // Whole milliseconds, so that the first run is not before the first bucket by a rounding error.
  const from = Math.floor(ends.from);
  const size = bucketSize(from, ends.to, buckets);
  const start = sql`to_timestamp(${from}::float8 / 1000)`;
  const { rows } = await db.execute<{ at: number; total: number; bad: number }>(sql`
    select (extract(epoch from bin) * 1000)::float8 as at, total, bad from (
      select date_bin(make_interval(secs => ${size / 1000}::float8), r.queued_at, ${start}) as bin,
        count(*)::integer as total, (count(*) filter (where r.status = 'failed'))::integer as bad
      from runs r ${sql.join(keyJoins(query, sql`r.id`), sql` `)} where ${all(conditions(query))} group by 1
    ) as bins`);
  return fillHistogram(from, size, buckets, rows);
}

const conditions = (query: Query) => [
  sql`r.project_id = any(${ids(query.projects)})`,
  ...columnConditions(query),
  ...rareConditions(query),
];

/** The asked ends in ms since 1970; where one is open, that of the runs there are. */
async function endsOf(db: Reader, { projects, filter }: Query): Promise<{ from: number; to: number } | null> {
  const ms = (at: string | undefined) => (at === undefined ? null : Date.parse(at));
  const asked = { from: ms(filter.from), to: ms(filter.to) };
  if (asked.from !== null && asked.to !== null)
    return { from: asked.from, to: Math.max(asked.to, asked.from + 1) };
  const end = (direction: "asc" | "desc") => sql`
    (select extract(epoch from queued_at) * 1000 from runs where project_id = p order by queued_at ${sql.raw(direction)} limit 1)`;
  const { rows } = await db.execute<{ from: number | null; to: number | null }>(sql`
    select min(${end("asc")})::float8 as from, max(${end("desc")})::float8 as to from unnest(${ids(projects)}) p`);
  const known = rows[0];
  if (!known || known.from === null || known.to === null) return null;
  const from = asked.from ?? known.from;
  return { from, to: Math.max(asked.to ?? known.to + 1, from + 1) };
}

/** The last twenty runs of each pipeline, oldest first, in one query. */
export async function lastTwentyOf(db: Reader, projects: readonly string[], pipelines: readonly string[]) {
  if (projects.length === 0 || pipelines.length === 0) return [];
  const { rows } = await db.execute<{ pipeline: string; id: string; status: "failed"; at: number }>(sql`
    select pipeline, last.* from unnest(${ids([...new Set(pipelines)])}) pipeline cross join lateral (
      select r.id, r.status, (extract(epoch from r.queued_at) * 1000)::float8 as at from runs r
      where r.pipeline_id = pipeline and r.project_id = any(${ids(projects)})
      order by r.queued_at desc, r.id desc limit 20
    ) as last order by pipeline, at, last.id`);
  const found = Map.groupBy(rows, (row) => row.pipeline);
  return [...found].map(([pipeline, runs]) => ({
    pipeline,
    runs: runs.map(({ id, status, at }) => ({ id, status, queuedAt: new Date(at).toISOString() })),
  }));
}

/** Looking at this many recent runs tells what a project's runs are like. */
const recent = 2_000;
const recentMeasured = 200;
const most = 100;

/** What a list can be narrowed down by: what recent runs have, most common first. */
export async function facetsOf(db: Reader, projects: readonly string[]): Promise<Facets> {
  const mine = ids(projects);
  const lately = (kind: string | null, limit: number) => sql`
    unnest(${mine}) p cross join lateral (
      select id, branch from runs where project_id = p ${kind === null ? sql`` : sql`and kind = ${kind}`}
      order by queued_at desc, id desc limit ${limit}
    ) as r`;
  const [branches, pipelines, metrics, params] = await Promise.all([
    db.execute<{ branch: string }>(sql`
      select branch from ${lately(null, recent)} where branch is not null
      group by branch order by count(*) desc, branch limit ${most}`),
    db.execute<Facets["pipelines"][number]>(sql`
      select id, name, kind from pipelines where project_id = any(${mine}) order by name, id limit 500`),
    db.execute<Facets["metrics"][number]>(sql`
      select key.name, min(key.better) as better from ${lately("training", recentMeasured)}
      join run_metrics m on m.run_id = r.id join metric_keys key on key.id = m.key_id
      group by key.name order by count(*) desc, (min(key.better) = 'higher') desc nulls last, key.name limit ${most}`),
    db.execute<{ name: string }>(sql`
      select key.name from ${lately("training", recentMeasured)}
      join run_params m on m.run_id = r.id join param_keys key on key.id = m.key_id
      group by key.name order by count(*) desc, key.name limit ${most}`),
  ]);
  return {
    branches: branches.rows.map((row) => row.branch),
    pipelines: pipelines.rows,
    metrics: metrics.rows,
    params: params.rows.map((row) => row.name),
  };
}
