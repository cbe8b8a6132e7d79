import "server-only";
import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { deployments, environments, modelAliases, modelVersions } from "@/server/foundation/db/tables/models";
import { people } from "@/server/foundation/db/tables/people";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { paramKeys, runArtifacts, runDatasets, runParams, runs } from "@/server/foundation/db/tables/runs";
import { deploymentColumns } from "../store";

/** How many recent versions the choice of columns looks at. */
const recent = 30;

export type VersionRow = typeof modelVersions.$inferSelect;

/** A page of one model's versions, newest first. */
export async function page(
  db: Db | Tx,
  modelId: string,
  input: { after: { ordinal: number; id: string } | null; limit: number },
): Promise<VersionRow[]> {
  const { after } = input;
  return db
    .select()
    .from(modelVersions)
    .where(
      and(
        eq(modelVersions.modelId, modelId),
        after
          ? sql`(${modelVersions.ordinal}, ${modelVersions.id}) < (${after.ordinal}::int, ${after.id}::bigint)`
          : undefined,
      ),
    )
    .orderBy(desc(modelVersions.ordinal), desc(modelVersions.id))
    .limit(input.limit);
}

export async function isLatest(db: Db | Tx, row: VersionRow): Promise<boolean> {
  const [newest] = await page(db, row.modelId, { after: null, limit: 1 });
  return newest?.id === row.id;
}

export async function aliasesOf(db: Db | Tx, versionIds: readonly string[]) {
  if (versionIds.length === 0) return [];
  return db
    .select({ versionId: modelAliases.versionId, alias: modelAliases.alias })
    .from(modelAliases)
    .where(inArray(modelAliases.versionId, [...versionIds]))
    .orderBy(asc(modelAliases.alias));
}

export async function datasetsOf(db: Db | Tx, runIds: readonly string[]) {
  if (runIds.length === 0) return [];
  return db
    .select({
      runId: runDatasets.runId,
      name: runDatasets.name,
      digest: runDatasets.digest,
      context: runDatasets.context,
    })
    .from(runDatasets)
    .where(inArray(runDatasets.runId, [...runIds]))
    .orderBy(asc(runDatasets.name), asc(runDatasets.context));
}

/** Everywhere these versions serve or have served, oldest first. */
export async function deploymentsOf(db: Db | Tx, versionIds: readonly string[]) {
  if (versionIds.length === 0) return [];
  return db
    .select({
      ...deploymentColumns,
      versionId: deployments.versionId,
    })
    .from(deployments)
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .where(inArray(deployments.versionId, [...versionIds]))
    .orderBy(asc(deployments.fromAt), asc(deployments.id));
}

/** Every promotion of these versions, newest first. */
export async function promotionsOf(db: Db | Tx, versionIds: readonly string[]) {
  if (versionIds.length === 0) return [];
  return db
    .select({
      id: promotions.id,
      versionId: promotions.versionId,
      environment: environments.name,
      status: promotions.status,
      gates: promotions.gates,
      requestedBy: people.name,
      createdAt: promotions.createdAt,
      endedAt: promotions.endedAt,
      outcome: promotions.outcome,
    })
    .from(promotions)
    .innerJoin(environments, eq(environments.id, promotions.environmentId))
    .innerJoin(people, eq(people.id, promotions.requestedBy))
    .where(inArray(promotions.versionId, [...versionIds]))
    .orderBy(desc(promotions.createdAt), desc(promotions.id));
}

/** The newest versions of a model. */
export async function recentVersions(db: Db | Tx, modelId: string): Promise<string[]> {
  const rows = await db
    .select({ id: modelVersions.id })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, modelId))
    .orderBy(desc(modelVersions.ordinal))
    .limit(recent);
  return rows.map(({ id }) => id);
}

export async function runOf(db: Db | Tx, id: string) {
  const [row] = await db
    .select({ id: runs.id, name: runs.name, status: runs.status, url: runs.url, vendor: connections.vendor })
    .from(runs)
    .innerJoin(connections, eq(connections.id, runs.connectionId))
    .where(eq(runs.id, id));
  return row ?? null;
}

export async function paramsOf(db: Db | Tx, runId: string) {
  return db
    .select({ name: paramKeys.name, value: runParams.value })
    .from(runParams)
    .innerJoin(paramKeys, eq(paramKeys.id, runParams.keyId))
    .where(eq(runParams.runId, runId))
    .orderBy(asc(paramKeys.name));
}

/** The first files of a run by path, and how many there are. */
export async function artifactsOf(db: Db | Tx, runId: string, limit: number) {
  const [items, total] = await Promise.all([
    db
      .select({ path: runArtifacts.path, sizeBytes: runArtifacts.sizeBytes })
      .from(runArtifacts)
      .where(eq(runArtifacts.runId, runId))
      .orderBy(asc(runArtifacts.path))
      .limit(limit),
    db.$count(runArtifacts, eq(runArtifacts.runId, runId)),
  ]);
  return { items, total };
}

export async function versionById(db: Db | Tx, id: string): Promise<VersionRow | null> {
  const [row] = await db.select().from(modelVersions).where(eq(modelVersions.id, id));
  return row ?? null;
}

export async function connectionName(db: Db | Tx, id: string): Promise<string> {
  const [row] = await db.select({ name: connections.name }).from(connections).where(eq(connections.id, id));
  return row?.name ?? "";
}
