import "server-only";
import { sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db } from "@/server/foundation/db/open";
import { type Gate, gate } from "@/server/gates/kinds";

/*
 * What the Overview asks spans rooms and is summed by the database, so these are statements of their own.
 * Every one is bounded by a time range, a place count or a limit.
 */

const idsOf = (scopes: ProjectScope[]) => sql.param(scopes.map((s) => s.projectId));
const iso = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

async function rows<T>(db: Db, query: ReturnType<typeof sql>): Promise<T[]> {
  return (await db.execute(query)).rows as T[];
}

export type FailedRow = { id: string; name: string; number: string | null; job: string | null; at: string };

/** Pipelines whose latest finished run failed in the last 14 days, newest first. */
export function failedPipelines(db: Db, scopes: ProjectScope[]): Promise<FailedRow[]> {
  return rows(
    db,
    sql`select last.id::text, last.name, last.number, ${iso("last.queued_at")} as at,
          (select j.name from jobs j where j.run_id = last.id and j.status = 'failed' and j.allowed_to_fail = 0
            order by j.finished_at limit 1) as job
        from pipelines p
        cross join lateral (
          select r.id, r.name, r.number, r.status, r.queued_at from runs r
          where r.pipeline_id = p.id and r.status in ('succeeded', 'failed')
          order by r.queued_at desc, r.id desc limit 1
        ) last
        where p.project_id = any(${idsOf(scopes)}::bigint[]) and p.kind <> 'training'
          and last.status = 'failed' and last.queued_at > now() - interval '14 days'
        order by last.queued_at desc limit 50`,
  );
}

/** How many pipelines are known, and how many of them finished a run in the last 14 days. */
export async function pipelineCounts(db: Db, scopes: ProjectScope[]): Promise<{ read: number; ran: number }> {
  const [found] = await rows<{ read: number; ran: number }>(
    db,
    sql`select count(*)::int as read, count(*) filter (where exists (
            select 1 from runs r where r.pipeline_id = p.id and r.status in ('succeeded', 'failed')
              and r.queued_at > now() - interval '14 days'))::int as ran
        from pipelines p
        where p.project_id = any(${idsOf(scopes)}::bigint[]) and p.kind <> 'training'`,
  );
  return found ?? { read: 0, ran: 0 };
}

/** How many connections have not been read to the end yet, without those that are paused. */
export async function unreadConnections(db: Db, scopes: ProjectScope[]): Promise<number> {
  const [found] = await rows<{ n: number }>(
    db,
    sql`select count(*)::int as n from connections
        where project_id = any(${idsOf(scopes)}::bigint[]) and last_sync_at is null and paused_at is null`,
  );
  return found?.n ?? 0;
}

export type TroubledRow = {
  id: string;
  name: string;
  lastSyncAt: string | null;
  nextSyncAt: string | null;
  why: string | null;
};

/** Connections that fail and are not paused, the longest silent first. */
export function troubledConnections(db: Db, scopes: ProjectScope[]): Promise<TroubledRow[]> {
  return rows(
    db,
    sql`select id::text, name, ${iso("last_sync_at")} as "lastSyncAt", ${iso("next_sync_at")} as "nextSyncAt",
          error->>'what' as why
        from connections
        where project_id = any(${idsOf(scopes)}::bigint[]) and error is not null and paused_at is null
        order by last_sync_at nulls first limit 50`,
  );
}

export type AxisRow = {
  from: string;
  to: string | null;
  kind: "code" | "data" | "deploy" | "training";
  status: "queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled" | "skipped";
  count: number;
  name: string;
  id: string;
};

/**
 * Runs of a range: those that run now one by one, the others in at most `places` places a kind, where the loudest
 * stands for its place.
 */
export function axisRuns(
  db: Db,
  scopes: ProjectScope[],
  from: string,
  to: string,
  places: number,
): Promise<AxisRow[]> {
  return rows(
    db,
    sql`select ${iso("coalesce(started_at, queued_at)")} as "from", kind, 1 as count, null as "to", status, name, id::text
        from (
          select * from runs
          where project_id = any(${idsOf(scopes)}::bigint[]) and status = 'running' and queued_at <= ${to}
          order by queued_at desc limit 100
        ) live
        union all
        select ${iso("min(coalesce(started_at, queued_at))")}, kind, count(*)::int,
          ${iso("max(coalesce(finished_at, started_at, queued_at))")},
          (array_agg(status order by loud))[1],
          (array_agg(name order by loud, queued_at desc))[1],
          (array_agg(id order by loud, queued_at desc))[1]::text
        from (
          select id, kind, name, status, queued_at, started_at, finished_at,
            array_position(array['failed','waiting','queued','succeeded','canceled','skipped'], status) as loud,
            width_bucket(extract(epoch from queued_at), extract(epoch from ${from}::timestamptz),
              extract(epoch from ${to}::timestamptz) + 1, ${places}::int) as place
          from runs
          where project_id = any(${idsOf(scopes)}::bigint[]) and queued_at >= ${from} and queued_at <= ${to}
            and status <> 'running'
        ) r
        group by kind, place order by 1`,
  );
}

export type FeedbackRow = { at: string; id: string; title: string; bad: boolean; count: number };

/** Feedback of a range, thinned to places; a place is bad when any of its items is a complaint. */
export function axisFeedback(
  db: Db,
  scopes: ProjectScope[],
  modelId: string | null,
  from: string,
  to: string,
  places: number,
): Promise<FeedbackRow[]> {
  return rows(
    db,
    sql`select ${iso("min(created_at)")} as at, count(*)::int as count,
          (array_agg(id order by bad desc, created_at desc))[1]::text as id,
          (array_agg(title order by bad desc, created_at desc))[1] as title, bool_or(bad) as bad
        from (
          select id, title, created_at, complaint as bad,
            width_bucket(extract(epoch from created_at), extract(epoch from ${from}::timestamptz),
              extract(epoch from ${to}::timestamptz) + 1, ${places}::int) as place
          from feedback_items
          where project_id = any(${idsOf(scopes)}::bigint[]) and created_at >= ${from} and created_at <= ${to}
            and (${modelId}::bigint is null or model_id = ${modelId}::bigint)
        ) f
        group by place order by 1`,
  );
}

export type WorsePipeline = {
  pipeline: string;
  beforeCount: number;
  afterCount: number;
  beforeFailed: number;
  afterFailed: number;
  beforeP95: number | null;
  afterP95: number | null;
  firstFailedAt: string | null;
  lastFailedRun: string | null;
};

/** Durations and failures of each pipeline in the last seven days and the seven before. */
export function pipelineWeeks(db: Db, scopes: ProjectScope[]): Promise<WorsePipeline[]> {
  return rows(
    db,
    sql`with weeks as (
          select r.pipeline_id, r.id, r.status, r.duration_ms, r.queued_at, r.queued_at > now() - interval '7 days' as recent
          from runs r
          where r.project_id = any(${idsOf(scopes)}::bigint[]) and r.queued_at > now() - interval '14 days'
            and r.status in ('succeeded', 'failed')
        )
        select p.name as pipeline,
          count(*) filter (where not recent)::int as "beforeCount", count(*) filter (where recent)::int as "afterCount",
          count(*) filter (where not recent and status = 'failed')::int as "beforeFailed",
          count(*) filter (where recent and status = 'failed')::int as "afterFailed",
          percentile_cont(0.95) within group (order by duration_ms) filter (where not recent and status = 'succeeded') as "beforeP95",
          percentile_cont(0.95) within group (order by duration_ms) filter (where recent and status = 'succeeded') as "afterP95",
          ${iso("min(queued_at) filter (where recent and status = 'failed')")} as "firstFailedAt",
          (array_agg(w.id order by queued_at desc) filter (where recent and status = 'failed'))[1]::text as "lastFailedRun"
        from weeks w join pipelines p on p.id = w.pipeline_id
        group by p.id, p.name limit 500`,
  );
}

export type ServingSeries = { seriesId: string; model: string; environment: string; metric: string };

/** The live metrics of what serves now. */
export function servingSeries(db: Db, scopes: ProjectScope[]): Promise<ServingSeries[]> {
  return rows(
    db,
    sql`select s.id::text as "seriesId", m.name as model, e.name as environment, k.name as metric
        from deployments d
        join models m on m.id = d.model_id
        join environments e on e.id = d.environment_id
        join series s on s.subject = 'environment:' || d.model_id || '@' || d.environment_id and s.axis = 'time'
        join metric_keys k on k.id = s.key_id
        where d.project_id = any(${idsOf(scopes)}::bigint[]) and d.to_at is null
        order by d.from_at desc, k.name limit 200`,
  );
}

export type ServedRow = {
  modelId: string;
  model: string;
  environmentId: string;
  environment: string;
  version: string;
  from: string;
  to: string | null;
  ended: "superseded" | "rolled_back" | "removed" | null;
  because: string | null;
  promotion: string | null;
};

/** Models that serve or served, the latest change first. */
export async function servedModels(db: Db, scopes: ProjectScope[]): Promise<{ id: string; name: string }[]> {
  return rows(
    db,
    sql`select m.id::text, m.name from models m
        join (select model_id, max(from_at) as last from deployments
              where project_id = any(${idsOf(scopes)}::bigint[]) group by model_id) d on d.model_id = m.id
        order by d.last desc limit 100`,
  );
}

/** What served of a model in a range, in the environment that matters most of those it ever served in. */
export function served(db: Db, scopes: ProjectScope[], modelId: string, from: string): Promise<ServedRow[]> {
  return rows(
    db,
    sql`with top as (
          select d.environment_id from deployments d join environments e on e.id = d.environment_id
          where d.model_id = ${modelId}::bigint and d.project_id = any(${idsOf(scopes)}::bigint[])
          order by e.position desc, d.from_at desc limit 1
        )
        select m.id::text as "modelId", m.name as model, e.id::text as "environmentId", e.name as environment, v.version,
          ${iso("d.from_at")} as "from", ${iso("d.to_at")} as "to", d.ended, d.ended_because as because,
          d.promotion_id::text as promotion
        from deployments d
        join top on top.environment_id = d.environment_id
        join environments e on e.id = d.environment_id
        join models m on m.id = d.model_id
        join model_versions v on v.id = d.version_id
        where d.model_id = ${modelId}::bigint and (d.to_at is null or d.to_at >= ${from})
        order by d.from_at limit 500`,
  );
}

/** The gates of the policy in force, for the bound that a live metric is held against. */
export async function gatesInForce(db: Db, modelId: string, environmentId: string): Promise<Gate[]> {
  const found = await rows<{ gates: unknown }>(
    db,
    sql`select gates from policies
        where model_id = ${modelId}::bigint and environment_id = ${environmentId}::bigint and replaced_at is null limit 1`,
  );
  return gate.array().parse(found[0]?.gates ?? []);
}

export type WorseFeedback = { model: string; beforeBad: number; afterBad: number };

/** Complaints of the last seven days and the seven before, by model. */
export function feedbackWeeks(db: Db, scopes: ProjectScope[]): Promise<WorseFeedback[]> {
  return rows(
    db,
    sql`select m.name as model,
          count(*) filter (where f.created_at <= now() - interval '7 days')::int as "beforeBad",
          count(*) filter (where f.created_at > now() - interval '7 days')::int as "afterBad"
        from feedback_items f join models m on m.id = f.model_id
        where f.project_id = any(${idsOf(scopes)}::bigint[]) and f.created_at > now() - interval '14 days'
          and f.complaint
        group by m.id, m.name limit 200`,
  );
}
