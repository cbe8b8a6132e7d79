import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { pipelines } from "@/server/foundation/db/tables/connections";
import { jobs, runs } from "@/server/foundation/db/tables/runs";
import type { Job } from "./schema";

/** How many runs back a failed job is looked for. */
const recentRuns = 20;

/** The jobs of a run in the order they began; those that have not begun last. */
export async function jobsOf(db: Db | Tx, scope: ProjectScope, runId: string): Promise<Job[]> {
  const rows = await db
    .select({
      id: jobs.id,
      externalId: jobs.externalId,
      name: jobs.name,
      stage: jobs.stage,
      status: jobs.status,
      statusRaw: jobs.statusRaw,
      failureReason: jobs.failureReason,
      allowedToFail: jobs.allowedToFail,
      queuedAt: jobs.queuedAt,
      startedAt: jobs.startedAt,
      finishedAt: jobs.finishedAt,
      durationMs: jobs.durationMs,
      url: jobs.url,
      artifacts: jobs.artifacts,
    })
    .from(jobs)
    .innerJoin(runs, eq(runs.id, jobs.runId))
    .where(and(eq(jobs.runId, runId), eq(runs.projectId, scope.projectId)))
    .orderBy(sql`${jobs.startedAt} nulls last`, sql`${jobs.queuedAt} nulls last`, jobs.id);
  const failed = rows.filter((row) => row.status === "failed").map((row) => row.name);
  const recent =
    failed.length > 0 ? await recentFailures(db, runId, failed) : new Map<string, Job["recent"]>();
  return rows.map((row) => ({
    ...row,
    allowedToFail: row.allowedToFail !== 0,
    recent: row.status === "failed" ? (recent.get(row.name) ?? null) : null,
  }));
}

/** In how many of the pipeline's last runs, up to this one, jobs of these names failed. */
async function recentFailures(
  db: Db | Tx,
  runId: string,
  names: readonly string[],
): Promise<Map<string, Job["recent"]>> {
  const { rows } = await db.execute<{ name: string; failed: number; of: number }>(sql`
    with last as (
      select r.id from runs r join runs this on this.id = ${runId}::bigint
      where r.pipeline_id = this.pipeline_id and (r.queued_at, r.id) <= (this.queued_at, this.id)
      order by r.queued_at desc, r.id desc limit ${recentRuns}
    )
    select j.name, count(distinct j.run_id) filter (where j.status = 'failed')::integer as failed,
      count(distinct j.run_id)::integer as of
    from last join jobs j on j.run_id = last.id
    where j.name = any(${sql.param([...new Set(names)])}::text[]) group by j.name`);
  return new Map(rows.map(({ name, failed, of }) => [name, { failed, of }]));
}

/** What a job's log is asked for with. */
export async function jobAddress(db: Db | Tx, scope: ProjectScope, runId: string, jobId: string) {
  const [row] = await db
    .select({
      name: jobs.name,
      status: jobs.status,
      connectionId: runs.connectionId,
      jobExternalId: jobs.externalId,
      pipelineExternalId: pipelines.externalId,
    })
    .from(jobs)
    .innerJoin(runs, eq(runs.id, jobs.runId))
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .where(and(eq(jobs.id, jobId), eq(jobs.runId, runId), eq(runs.projectId, scope.projectId)));
  return row ?? null;
}
