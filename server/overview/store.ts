import "server-only";
import { sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db } from "@/server/foundation/db/open";
import { latestFinished } from "@/server/runs/latest";
import { idsOf, iso, rows } from "./statement";

/* What the Overview asks spans rooms and is summed by the database; every statement is bounded by a range or a limit. */

export type FailedRow = { id: string; name: string; number: string | null; job: string | null; at: string };

/** Pipelines whose latest finished run failed in the last 14 days, newest first. */
export function failedPipelines(db: Db, scopes: ProjectScope[]): Promise<FailedRow[]> {
  return rows(
    db,
    sql`select last.id::text, last.name, last.number, ${iso("last.queued_at")} as at,
          (select j.name from jobs j where j.run_id = last.id and j.status = 'failed' and j.allowed_to_fail = 0
            order by j.finished_at limit 1) as job
        from runs last
        where last.id = any(${latestFinished(scopes.map(({ projectId }) => projectId))}) and last.kind <> 'training'
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

/** How many environments there are, and policies in force. */
export async function setUpCounts(
  db: Db,
  scopes: ProjectScope[],
): Promise<{ environments: number; policies: number }> {
  const [found] = await rows<{ environments: number; policies: number }>(
    db,
    sql`select
          (select count(*) from environments
            where project_id = any(${idsOf(scopes)}::bigint[]) and removed_at is null)::int as environments,
          (select count(*) from policies
            where project_id = any(${idsOf(scopes)}::bigint[]) and replaced_at is null)::int as policies`,
  );
  return found ?? { environments: 0, policies: 0 };
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

/** Two weeks that are compared: the later one begins at `middle` and ends now, the other ends there. */
export type Weeks = { from: string; middle: string };

export type WorsePipeline = {
  id: string;
  project: string;
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
export function pipelineWeeks(
  db: Db,
  scopes: ProjectScope[],
  { from, middle }: Weeks,
): Promise<WorsePipeline[]> {
  return rows(
    db,
    sql`with weeks as (
          select r.pipeline_id, r.id, r.status, r.duration_ms, r.queued_at, r.queued_at >= ${middle} as recent
          from runs r
          where r.project_id = any(${idsOf(scopes)}::bigint[]) and r.queued_at >= ${from}
            and r.status in ('succeeded', 'failed')
        )
        select p.id::text, o.slug as project, p.name as pipeline,
          count(*) filter (where not recent)::int as "beforeCount", count(*) filter (where recent)::int as "afterCount",
          count(*) filter (where not recent and status = 'failed')::int as "beforeFailed",
          count(*) filter (where recent and status = 'failed')::int as "afterFailed",
          percentile_cont(0.95) within group (order by duration_ms) filter (where not recent and status = 'succeeded') as "beforeP95",
          percentile_cont(0.95) within group (order by duration_ms) filter (where recent and status = 'succeeded') as "afterP95",
          ${iso("min(queued_at) filter (where recent and status = 'failed')")} as "firstFailedAt",
          (array_agg(w.id order by queued_at desc) filter (where recent and status = 'failed'))[1]::text as "lastFailedRun"
        from weeks w join pipelines p on p.id = w.pipeline_id join projects o on o.id = p.project_id
        group by p.id, o.slug limit 500`,
  );
}

export type ServingSeries = {
  seriesId: string;
  project: string;
  model: string;
  environment: string;
  metric: string;
};

/** The live metrics of what serves now. */
export function servingSeries(db: Db, scopes: ProjectScope[]): Promise<ServingSeries[]> {
  return rows(
    db,
    sql`select s.id::text as "seriesId", o.slug as project, m.name as model, e.name as environment, k.name as metric
        from deployments d
        join projects o on o.id = d.project_id
        join models m on m.id = d.model_id
        join environments e on e.id = d.environment_id
        join series s on s.subject = 'environment:' || d.model_id || '@' || d.environment_id and s.axis = 'time'
        join metric_keys k on k.id = s.key_id
        where d.project_id = any(${idsOf(scopes)}::bigint[]) and d.to_at is null
        order by d.from_at desc, k.name limit 200`,
  );
}

export type WorseFeedback = { project: string; model: string; beforeBad: number; afterBad: number };

/** Complaints of the last seven days and the seven before, by model. */
export function feedbackWeeks(
  db: Db,
  scopes: ProjectScope[],
  { from, middle }: Weeks,
): Promise<WorseFeedback[]> {
  return rows(
    db,
    sql`select o.slug as project, m.name as model,
          count(*) filter (where f.created_at < ${middle})::int as "beforeBad",
          count(*) filter (where f.created_at >= ${middle})::int as "afterBad"
        from feedback_items f join models m on m.id = f.model_id join projects o on o.id = f.project_id
        where f.project_id = any(${idsOf(scopes)}::bigint[]) and f.created_at >= ${from} and f.complaint
        group by m.id, o.slug limit 200`,
  );
}
