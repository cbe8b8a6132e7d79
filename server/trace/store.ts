import "server-only";
import { and, count, desc, eq, inArray, or, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { vendorOf } from "@/server/backends/vendors";
import { isCalled } from "@/server/foundation/db/model-names";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections, pipelines } from "@/server/foundation/db/tables/connections";
import { feedbackItems } from "@/server/foundation/db/tables/feedback";
import { deployments, environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { runDatasets, runs } from "@/server/foundation/db/tables/runs";
import type { RunFact, TraceFacts } from "./cells";

type Reader = Db | Tx;

const runColumns = {
  id: runs.id,
  kind: runs.kind,
  // A tracking system gives each run a name of its own; what it is a run of says more.
  name: sql<string>`case when ${runs.number} is null then ${pipelines.name} else ${runs.name} end`,
  number: runs.number,
  status: runs.status,
  branch: runs.branch,
  commitSha: runs.commitSha,
  queuedAt: runs.queuedAt,
};

/** The project of an object that a trace may start from; null when there is none of that id. */
export async function projectOf(
  db: Reader,
  kind: "run" | "promotion" | "feedback",
  id: string,
): Promise<string | null> {
  const table = { run: runs, promotion: promotions, feedback: feedbackItems }[kind];
  const [row] = await db.select({ projectId: table.projectId }).from(table).where(eq(table.id, id));
  return row?.projectId ?? null;
}

export async function runById(db: Reader, scope: ProjectScope, id: string): Promise<RunFact | null> {
  const [row] = await db
    .select(runColumns)
    .from(runs)
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .where(and(eq(runs.id, id), eq(runs.projectId, scope.projectId)));
  return row ?? null;
}

export type CommitRun = RunFact & { sameCommit: number };

/** What came to an end says more than what has not begun: a passed pipeline is not hidden by a queued one. */
const settledFirst = sql`array_position(array['succeeded', 'failed', 'running', 'waiting', 'queued', 'canceled', 'skipped'], ${runs.status}) > 2`;

/**
 * For each kind the run that stands for a commit: the latest that ended, else the latest; with how many runs of the
 * kind carry the commit.
 */
export async function runsOfCommit(
  db: Reader,
  scope: ProjectScope,
  sha: string,
): Promise<Map<string, CommitRun>> {
  const rows = await db
    .selectDistinctOn([runs.kind], {
      ...runColumns,
      sameCommit: sql<number>`(count(*) over (partition by ${runs.kind}))::int`,
    })
    .from(runs)
    .innerJoin(pipelines, eq(pipelines.id, runs.pipelineId))
    .where(and(eq(runs.projectId, scope.projectId), eq(runs.commitSha, sha)))
    .orderBy(runs.kind, settledFirst, desc(runs.queuedAt), desc(runs.id));
  return new Map(rows.map((row) => [row.kind, row]));
}

export type VersionFact = {
  id: string;
  projectId: string;
  model: string;
  version: string;
  createdAt: string;
  runId: string | null;
  commitSha: string | null;
};

const versionColumns = {
  id: modelVersions.id,
  projectId: modelVersions.projectId,
  model: models.name,
  version: modelVersions.version,
  createdAt: modelVersions.createdAt,
  runId: modelVersions.runId,
  commitSha: modelVersions.commitSha,
};

const versionsFrom = (db: Reader) =>
  db.select(versionColumns).from(modelVersions).innerJoin(models, eq(models.id, modelVersions.modelId));

export async function versionsNamed(
  db: Reader,
  scopes: readonly ProjectScope[],
  at: { model: string; version: string },
): Promise<VersionFact[]> {
  if (scopes.length === 0) return [];
  const mine = inArray(
    modelVersions.projectId,
    scopes.map((scope) => scope.projectId),
  );
  return versionsFrom(db)
    .where(and(isCalled(at.model), eq(modelVersions.version, at.version), mine))
    .orderBy(modelVersions.id)
    .limit(10);
}

export async function versionById(db: Reader, scope: ProjectScope, id: string): Promise<VersionFact | null> {
  const [row] = await versionsFrom(db).where(
    and(eq(modelVersions.id, id), eq(modelVersions.projectId, scope.projectId)),
  );
  return row ?? null;
}

/** The latest version registered from a run, or from any run of a commit. */
export async function latestVersion(
  db: Reader,
  scope: ProjectScope,
  from: { runId: string } | { sha: string },
): Promise<VersionFact | null> {
  const source =
    "runId" in from
      ? eq(modelVersions.runId, from.runId)
      : or(
          eq(modelVersions.commitSha, from.sha),
          inArray(
            modelVersions.runId,
            db
              .select({ id: runs.id })
              .from(runs)
              .where(and(eq(runs.projectId, scope.projectId), eq(runs.commitSha, from.sha))),
          ),
        );
  const [row] = await versionsFrom(db)
    .where(and(eq(modelVersions.projectId, scope.projectId), source))
    .orderBy(desc(modelVersions.createdAt), desc(modelVersions.id))
    .limit(1);
  return row ?? null;
}

export async function datasetsOf(db: Reader, runId: string): Promise<TraceFacts["datasets"]> {
  return db
    .select({ name: runDatasets.name, digest: runDatasets.digest })
    .from(runDatasets)
    .where(eq(runDatasets.runId, runId))
    .orderBy(desc(sql`context like 'train%'`), runDatasets.name)
    .limit(20);
}

export type PromotionFact = NonNullable<TraceFacts["promotion"]> & { versionId: string };

/** One promotion, or the latest of a version. */
export async function promotionOf(
  db: Reader,
  scope: ProjectScope,
  of: { id: string } | { versionId: string },
): Promise<PromotionFact | null> {
  const [row] = await db
    .select({
      id: promotions.id,
      versionId: promotions.versionId,
      status: promotions.status,
      environment: environments.name,
      createdAt: promotions.createdAt,
    })
    .from(promotions)
    .innerJoin(environments, eq(environments.id, promotions.environmentId))
    .where(
      and(
        eq(promotions.projectId, scope.projectId),
        "id" in of ? eq(promotions.id, of.id) : eq(promotions.versionId, of.versionId),
      ),
    )
    .orderBy(desc(promotions.createdAt), desc(promotions.id))
    .limit(1);
  return row ?? null;
}

/** What a promotion brought about; else where a version serves now, most important place first; else where it last served. */
export async function deploymentOf(
  db: Reader,
  scope: ProjectScope,
  of: { versionId: string; promotionId: string | null },
): Promise<TraceFacts["deployment"]> {
  const [row] = await db
    .select({
      environment: environments.name,
      fromAt: deployments.fromAt,
      toAt: deployments.toAt,
      ended: deployments.ended,
      promotionId: deployments.promotionId,
    })
    .from(deployments)
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(and(eq(deployments.projectId, scope.projectId), eq(deployments.versionId, of.versionId)))
    .orderBy(
      sql`${deployments.promotionId} is not distinct from ${of.promotionId}::bigint and ${of.promotionId}::bigint is not null desc`,
      sql`${deployments.toAt} is null desc`,
      desc(environments.position),
      desc(deployments.fromAt),
    )
    .limit(1);
  return row ?? null;
}

export async function feedbackById(db: Reader, scope: ProjectScope, id: string) {
  const [row] = await db
    .select({ id: feedbackItems.id, title: feedbackItems.title, versionId: feedbackItems.versionId })
    .from(feedbackItems)
    .where(and(eq(feedbackItems.id, id), eq(feedbackItems.projectId, scope.projectId)));
  return row ?? null;
}

/** Counting stops here: more are told as "1000+". */
const countUpTo = 1_000;

export async function feedbackCount(db: Reader, scope: ProjectScope, versionId: string) {
  const some = db
    .select({ status: feedbackItems.status })
    .from(feedbackItems)
    .where(and(eq(feedbackItems.versionId, versionId), eq(feedbackItems.projectId, scope.projectId)))
    .limit(countUpTo + 1)
    .as("some");
  const [row] = await db
    .select({ all: count(), fresh: sql<string>`count(*) filter (where status = 'new')` })
    .from(some);
  const all = Number(row?.all ?? 0);
  return { count: Math.min(all, countUpTo), more: all > countUpTo, fresh: Number(row?.fresh ?? 0) };
}

/** The vendors that a project is connected to. */
export async function connectedVendors(db: Reader, scope: ProjectScope): Promise<TraceFacts["connected"]> {
  const rows = await db
    .selectDistinct({ vendor: connections.vendor })
    .from(connections)
    .where(eq(connections.projectId, scope.projectId));
  return rows.map((row) => vendorOf(row.vendor));
}
