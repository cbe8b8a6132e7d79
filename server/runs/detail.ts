import "server-only";
import { and, asc, count, desc, eq, gt, ne, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { vendorOf } from "@/server/backends/vendors";
import type { Db, Tx } from "@/server/foundation/db/open";
import { pipelines } from "@/server/foundation/db/tables/connections";
import { models, modelVersions } from "@/server/foundation/db/tables/models";
import {
  jobs,
  paramKeys,
  runArtifacts,
  runDatasets,
  runParams,
  runs,
} from "@/server/foundation/db/tables/runs";
import { toMetricValue } from "@/server/foundation/metric-value";
import { subjectKey } from "@/server/metrics/subject";
import { zeroWithoutTime } from "@/server/registry/measures";
import { cutNames } from "./cut";
import { rowsOf } from "./list/rows";
import type { RunDetail } from "./schema";

type Reader = Db | Tx;

const mostArtifacts = 1_000;
const mostLinks = 50;

/** The project of a run; null when there is no such run. */
export async function projectOf(db: Reader, id: string): Promise<string | null> {
  const [row] = await db.select({ projectId: runs.projectId }).from(runs).where(eq(runs.id, id));
  return row?.projectId ?? null;
}

/** A run with everything it holds, and what stands around it. */
export async function detailOf(db: Reader, scope: ProjectScope, id: string): Promise<RunDetail | null> {
  const [[row], [own]] = await Promise.all([
    rowsOf(db, [id]),
    db
      .select({ tags: runs.tags, leftOut: runs.leftOut })
      .from(runs)
      .where(and(eq(runs.id, id), eq(runs.projectId, scope.projectId))),
  ]);
  if (!row || !own) return null;
  const [measures, params, datasets, artifacts, ofJobs, sameCommit, versions, ancestors] = await Promise.all([
    measuresOf(db, id),
    paramsOf(db, id),
    datasetsOf(db, id),
    artifactsOf(db, id, { after: "", limit: mostArtifacts }),
    jobsOf(db, id),
    row.commitSha ? sameCommitAs(db, scope, row.commitSha, id) : [],
    versionsFrom(db, scope, id),
    row.parent ? ancestorsOf(db, id) : [],
  ]);
  const metrics = Object.fromEntries(measures.map(({ name, value }) => [name, value]));
  return {
    ...row,
    vendorName: vendorOf(row.vendor).name,
    tags: own.tags,
    leftOut: own.leftOut,
    cut: { params: cutNames(row.vendor, "params", params), tags: cutNames(row.vendor, "tags", own.tags) },
    mayBeNaN: measures.filter(({ mayBeNaN }) => mayBeNaN).map(({ name }) => name),
    metrics,
    measures,
    params,
    datasets,
    artifacts,
    ...ofJobs,
    links: { sameCommit, versions, ancestors },
  };
}

async function measuresOf(db: Reader, id: string): Promise<RunDetail["measures"]> {
  const { rows } = await db.execute<{
    name: string;
    value: number;
    step: number | null;
    at: string | null;
    mayBeNaN: boolean;
    better: "higher" | "lower" | null;
    points: number;
  }>(sql`
    select key.name, m.value, m.step::float8 as step, (extract(epoch from m.at) * 1000)::float8 as at, key.better,
      ${zeroWithoutTime(sql`m`)} as "mayBeNaN",
      coalesce(s.count, 0)::integer as points
    from run_metrics m join metric_keys key on key.id = m.key_id
    left join series s on s.subject = ${subjectKey.run(id)} and s.key_id = m.key_id
    where m.run_id = ${id}::bigint order by key.name`);
  return rows.map((row) => ({
    ...row,
    value: toMetricValue(row.value),
    at: row.at === null ? null : new Date(row.at).toISOString(),
  }));
}

async function paramsOf(db: Reader, id: string): Promise<Record<string, string>> {
  const rows = await db
    .select({ name: paramKeys.name, value: runParams.value })
    .from(runParams)
    .innerJoin(paramKeys, eq(paramKeys.id, runParams.keyId))
    .where(eq(runParams.runId, id))
    .orderBy(paramKeys.name);
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

async function datasetsOf(db: Reader, id: string): Promise<RunDetail["datasets"]> {
  const { name, digest, context, sourceType, source } = runDatasets;
  return db
    .select({ name, digest, context, sourceType, source })
    .from(runDatasets)
    .where(eq(runDatasets.runId, id))
    .orderBy(name, digest);
}

/** Files of a run by path, from the one after `after` on. */
export async function artifactsOf(db: Reader, id: string, page: { after: string; limit: number }) {
  return db
    .select({ path: runArtifacts.path, sizeBytes: runArtifacts.sizeBytes })
    .from(runArtifacts)
    .where(and(eq(runArtifacts.runId, id), gt(runArtifacts.path, page.after)))
    .orderBy(asc(runArtifacts.path))
    .limit(page.limit);
}

/** How many jobs there are, and the one that a failed run failed in. */
async function jobsOf(db: Reader, id: string): Promise<Pick<RunDetail, "jobs" | "failedJob">> {
  const [[counted], [failed]] = await Promise.all([
    db.select({ n: count() }).from(jobs).where(eq(jobs.runId, id)),
    db
      .select({ id: jobs.id, name: jobs.name, failureReason: jobs.failureReason })
      .from(jobs)
      .where(and(eq(jobs.runId, id), eq(jobs.status, "failed"), eq(jobs.allowedToFail, 0)))
      .orderBy(jobs.finishedAt)
      .limit(1),
  ]);
  return { jobs: counted?.n ?? 0, failedJob: failed ?? null };
}

const linkColumns = {
  id: runs.id,
  kind: runs.kind,
  name: runs.name,
  pipeline: pipelines.name,
  number: runs.number,
  status: runs.status,
  queuedAt: runs.queuedAt,
};

/** The run that a run is part of, and those that this one is part of, the outermost first. */
async function ancestorsOf(db: Reader, id: string) {
  const up = sql`(
    with recursive up (id, depth) as (
      select parent_id, 1 from runs where id = ${id}::bigint
      union all select r.parent_id, up.depth + 1 from up join runs r on r.id = up.id
        where r.parent_id is not null and up.depth < ${mostLinks})
    select id, depth from up) up`;
  return db
    .select(linkColumns)
    .from(runs)
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .innerJoin(up, sql`up.id = ${runs.id}`)
    .orderBy(sql`up.depth desc`);
}

async function sameCommitAs(db: Reader, scope: ProjectScope, sha: string, id: string) {
  return db
    .select(linkColumns)
    .from(runs)
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .where(and(eq(runs.projectId, scope.projectId), eq(runs.commitSha, sha), ne(runs.id, id)))
    .orderBy(desc(runs.queuedAt), desc(runs.id))
    .limit(mostLinks);
}

async function versionsFrom(db: Reader, scope: ProjectScope, id: string) {
  return db
    .select({ model: models.name, version: modelVersions.version, createdAt: modelVersions.createdAt })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(and(eq(modelVersions.projectId, scope.projectId), eq(modelVersions.runId, id)))
    .orderBy(desc(modelVersions.createdAt))
    .limit(mostLinks);
}
