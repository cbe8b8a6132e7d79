import "server-only";
import { and, asc, eq, gt, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import {
  deployments,
  environments,
  modelAliases,
  models,
  modelVersions,
} from "@/server/foundation/db/tables/models";
import { promotions } from "@/server/foundation/db/tables/promotions";

export type Deployment = typeof deployments.$inferSelect;
export type Environment = typeof environments.$inferSelect;

/** Locks these models until the transaction ends, so that a model's deployments change one at a time. */
export async function lockModels(tx: Tx, modelIds: readonly string[]) {
  if (modelIds.length === 0) return [];
  return tx
    .select({
      id: models.id,
      projectId: models.projectId,
      connectionId: models.connectionId,
      name: models.name,
    })
    .from(models)
    .where(inArray(models.id, [...modelIds]))
    .orderBy(asc(models.id))
    .for("no key update");
}

const inPlace = (modelId: string, environmentId: string) =>
  and(eq(deployments.modelId, modelId), eq(deployments.environmentId, environmentId));

export async function currentOf(
  db: Db | Tx,
  modelId: string,
  environmentId: string,
): Promise<Deployment | null> {
  const [row] = await db
    .select()
    .from(deployments)
    .where(and(inPlace(modelId, environmentId), isNull(deployments.toAt)));
  return row ?? null;
}

/** What serves of these models, and whether its version or model was deleted in the registry. */
export async function currentOfModels(db: Db | Tx, modelIds: readonly string[]) {
  if (modelIds.length === 0) return [];
  const { id, modelId, environmentId, versionId, fromAt } = deployments;
  return db
    .select({
      ...{ id, modelId, environmentId, versionId, fromAt },
      version: modelVersions.version,
      gone: sql<"model" | "version" | null>`case when ${models.deletedAt} is not null then 'model'
        when ${modelVersions.deletedAt} is not null then 'version' end`,
    })
    .from(deployments)
    .innerJoin(modelVersions, eq(modelVersions.id, deployments.versionId))
    .innerJoin(models, eq(models.id, deployments.modelId))
    .where(and(inArray(deployments.modelId, [...modelIds]), isNull(deployments.toAt)));
}

/** What served at a moment: the half-open span [fromAt, toAt) that holds it. */
export async function servedAt(
  db: Db | Tx,
  modelId: string,
  environmentId: string,
  at: string,
): Promise<Deployment | null> {
  const [row] = await db
    .select()
    .from(deployments)
    .where(
      and(
        inPlace(modelId, environmentId),
        lte(deployments.fromAt, at),
        or(isNull(deployments.toAt), gt(deployments.toAt, at)),
      ),
    )
    .orderBy(sql`${deployments.fromAt} desc`)
    .limit(1);
  return row ?? null;
}

/** The environments of these projects that were not removed. */
export async function environmentsIn(db: Db | Tx, projectIds: readonly string[]): Promise<Environment[]> {
  if (projectIds.length === 0) return [];
  return db
    .select()
    .from(environments)
    .where(and(inArray(environments.projectId, [...projectIds]), isNull(environments.removedAt)));
}

export async function environmentById(db: Db | Tx, id: string) {
  return db.select().from(environments).where(eq(environments.id, id));
}

export async function aliasesOfModels(db: Db | Tx, modelIds: readonly string[]) {
  if (modelIds.length === 0) return [];
  return db
    .select()
    .from(modelAliases)
    .where(inArray(modelAliases.modelId, [...modelIds]));
}

/** Model and environment pairs that a promotion is being carried into at this moment. */
export async function executingPairs(tx: Tx, modelIds: readonly string[]) {
  if (modelIds.length === 0) return [];
  return tx
    .select({ modelId: promotions.modelId, environmentId: promotions.environmentId })
    .from(promotions)
    .where(and(inArray(promotions.modelId, [...modelIds]), eq(promotions.status, "executing")));
}

export async function endDeployment(
  tx: Tx,
  id: string,
  end: { at: string; ended: NonNullable<Deployment["ended"]>; because: string | null },
): Promise<void> {
  await tx
    .update(deployments)
    // Two clocks may disagree: a deployment never ends before it started.
    .set({
      toAt: sql`greatest(${deployments.fromAt}, ${end.at}::timestamptz)`,
      ended: end.ended,
      endedBecause: end.because,
    })
    .where(eq(deployments.id, id));
}

export async function beginDeployment(tx: Tx, row: typeof deployments.$inferInsert): Promise<Deployment> {
  const [begun] = await tx.insert(deployments).values(row).returning();
  if (!begun) throw new Error("a deployment was not written");
  return begun;
}

type AliasSeen = { modelId: string; alias: string; at: string };

/** Stores the version of an alias. A row written after `at` is newer and stays. */
export async function setAliasRow(tx: Tx, row: AliasSeen & { versionId: string }): Promise<void> {
  await tx
    .insert(modelAliases)
    .values({ modelId: row.modelId, alias: row.alias, versionId: row.versionId, updatedAt: row.at })
    .onConflictDoUpdate({
      target: [modelAliases.modelId, modelAliases.alias],
      set: { versionId: sql`excluded.version_id`, updatedAt: sql`excluded.updated_at` },
      setWhere: sql`${modelAliases.versionId} <> excluded.version_id and ${modelAliases.updatedAt} <= excluded.updated_at`,
    });
}

export async function removeAliasRow(tx: Tx, row: AliasSeen): Promise<void> {
  await tx
    .delete(modelAliases)
    .where(
      and(
        eq(modelAliases.modelId, row.modelId),
        eq(modelAliases.alias, row.alias),
        lte(modelAliases.updatedAt, row.at),
      ),
    );
}
