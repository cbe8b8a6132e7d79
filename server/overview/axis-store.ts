import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db } from "@/server/foundation/db/open";
import type { PromotionStatus } from "@/server/promotions/schema";
import { idsOf, iso, rows } from "./statement";

/** A stretch of time, as ISO 8601, and in how many places of equal length it is summed up. */
export type Span = { from: string; to: string; places: number };

export type AxisModel = { id: string; name: string; project: string; served: boolean };

/** Models to choose from, the one named `wanted` first, then those whose serving changed last. */
export function axisModels(db: Db, scopes: ProjectScope[], wanted: string | null): Promise<AxisModel[]> {
  return rows(
    db,
    sql`select m.id::text, m.name, p.slug as project, d.last is not null as served
        from models m
        join projects p on p.id = m.project_id
        left join (
          select model_id, max(from_at) as last from deployments
          where project_id = any(${idsOf(scopes)}::bigint[]) group by model_id
        ) d on d.model_id = m.id
        where m.project_id = any(${idsOf(scopes)}::bigint[])
        order by m.name = ${wanted}::text desc nulls last, d.last desc nulls last, m.name, m.id limit 100`,
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
 * Which runs are a model's own: training runs of the experiments that its versions came from, unless another
 * model's version came from them, and the pipelines that ran for a commit of its versions or training runs.
 */
const ofModel = (modelId: string): SQL => sql`and case
  when runs.kind = 'training' then
    runs.pipeline_id in (select pipeline_id from experiments)
    and (runs.id in (select run_id from versions)
      or not exists (select from model_versions other where other.run_id = runs.id and other.model_id <> ${modelId}::bigint))
  else runs.commit_sha in (select commit_sha from commits) end`;

const commonTables = (modelId: string): SQL => sql`with versions as materialized (
    select run_id, commit_sha from model_versions where model_id = ${modelId}::bigint
  ), experiments as materialized (
    select distinct r.pipeline_id from versions v join runs r on r.id = v.run_id
  ), commits as materialized (
    select commit_sha from versions where commit_sha is not null
    union
    select r.commit_sha from experiments e join runs r on r.pipeline_id = e.pipeline_id where r.commit_sha is not null
  )`;

/**
 * Runs of a span, of all models or of one: those that run now one by one, the others in at most `places` places a
 * kind, where the worst stands for its place.
 */
export function axisRuns(
  db: Db,
  scopes: ProjectScope[],
  modelId: string | null,
  { from, to, places }: Span,
): Promise<AxisRow[]> {
  const own = modelId === null ? sql`` : ofModel(modelId);
  return rows(
    db,
    sql`${modelId === null ? sql`` : commonTables(modelId)}
        select ${iso("coalesce(started_at, queued_at)")} as "from", kind, 1 as count, null as "to", status, name, id::text
        from (
          select * from runs
          where project_id = any(${idsOf(scopes)}::bigint[]) and status = 'running' and queued_at <= ${to} ${own}
          order by queued_at desc limit 100
        ) live
        union all
        select ${iso("min(coalesce(started_at, queued_at))")}, kind, count(*)::int,
          ${iso("max(coalesce(finished_at, started_at, queued_at))")},
          (array_agg(status order by severity))[1],
          (array_agg(name order by severity, queued_at desc))[1],
          (array_agg(id order by severity, queued_at desc))[1]::text
        from (
          select id, kind, name, status, queued_at, started_at, finished_at,
            array_position(array['failed','waiting','queued','succeeded','canceled','skipped'], status) as severity,
            ${placeOf("queued_at", { from, to, places })} as place
          from runs
          where project_id = any(${idsOf(scopes)}::bigint[]) and queued_at >= ${from} and queued_at <= ${to}
            and status <> 'running' ${own}
        ) r
        group by kind, place order by 1`,
  );
}

/** The place of a moment, counted from the start of the span. */
const placeOf = (column: string, { from, to, places }: Span): SQL =>
  sql`width_bucket(extract(epoch from ${sql.raw(column)}), extract(epoch from ${from}::timestamptz),
    extract(epoch from ${to}::timestamptz) + 1, ${places}::int)`;

export type FeedbackRow = { at: string; id: string; title: string; bad: boolean; count: number };

/** Feedback of a span, of all models or of one, thinned to places; a place is bad when any of its items is a complaint. */
export function axisFeedback(
  db: Db,
  scopes: ProjectScope[],
  modelId: string | null,
  span: Span,
): Promise<FeedbackRow[]> {
  return rows(
    db,
    sql`select ${iso("min(created_at)")} as at, count(*)::int as count,
          (array_agg(id order by bad desc, created_at desc))[1]::text as id,
          (array_agg(title order by bad desc, created_at desc))[1] as title, bool_or(bad) as bad
        from (
          select id, title, created_at, complaint as bad, ${placeOf("created_at", span)} as place
          from feedback_items
          where project_id = any(${idsOf(scopes)}::bigint[]) and created_at >= ${span.from} and created_at <= ${span.to}
            and (${modelId}::bigint is null or model_id = ${modelId}::bigint)
        ) f
        group by place order by 1`,
  );
}

/** The environments that a model ever served in, the most important first. */
export function environmentsServed(
  db: Db,
  modelId: string,
): Promise<{ id: string; name: string; removed: boolean }[]> {
  return rows(
    db,
    sql`select e.id::text, e.name, e.removed_at is not null as removed from environments e
        join (select environment_id, max(from_at) as last from deployments
              where model_id = ${modelId}::bigint group by environment_id) d on d.environment_id = e.id
        order by e.position desc, d.last desc limit 10`,
  );
}

export type ServedRow = {
  environment: string;
  version: string;
  from: string;
  to: string | null;
  source: "promotion" | "rollback" | "observed";
  ended: "superseded" | "rolled_back" | "removed" | null;
  because: string | null;
  promotion: string | null;
};

/** What served of a model in these environments in a span, in order of time. */
export function served(
  db: Db,
  modelId: string,
  environmentIds: readonly string[],
  { from, to }: Pick<Span, "from" | "to">,
): Promise<ServedRow[]> {
  return rows(
    db,
    sql`select e.name as environment, v.version, ${iso("d.from_at")} as "from", ${iso("d.to_at")} as "to", d.source,
          d.ended, d.ended_because as because, d.promotion_id::text as promotion
        from deployments d
        join environments e on e.id = d.environment_id
        join model_versions v on v.id = d.version_id
        where d.model_id = ${modelId}::bigint and d.environment_id = any(${sql.param([...environmentIds])}::bigint[])
          and d.from_at <= ${to} and (d.to_at is null or d.to_at >= ${from})
        order by d.from_at, d.id limit 500`,
  );
}

export type PromotionRow = {
  id: string;
  environment: string;
  version: string;
  status: PromotionStatus;
  rollback: boolean;
  from: string;
  to: string | null;
};

/** A model's promotions and roll-backs in a span: from the request until it was carried out or came to another end. */
export function promotionsIn(
  db: Db,
  modelId: string,
  { from, to }: Pick<Span, "from" | "to">,
): Promise<PromotionRow[]> {
  return rows(
    db,
    sql`select id::text, environment, version, status, rollback, ${iso("created_at")} as "from", ${iso("until")} as "to"
        from (
          select p.id, e.name as environment, v.version, p.status, p.rollback_of is not null as rollback, p.created_at,
            coalesce((select min(d.from_at) from deployments d where d.promotion_id = p.id), p.ended_at) as until
          from promotions p
          join environments e on e.id = p.environment_id
          join model_versions v on v.id = p.version_id
          where p.model_id = ${modelId}::bigint and p.created_at <= ${to}
        ) p
        where until is null or until >= ${from}
        order by created_at desc, id desc limit 200`,
  );
}
