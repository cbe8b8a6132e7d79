import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { formerModelNames, modelAliases, models, modelVersions } from "@/server/foundation/db/tables/models";
import type { KnownModel, KnownVersion } from "./lifecycle";

/** All models of a connection, those that were deleted too. */
export async function knownModels(db: Db | Tx, connectionId: string): Promise<KnownModel[]> {
  const { id, name, createdAt, deletedAt } = models;
  return db
    .select({ id, name, createdAt, deletedAt })
    .from(models)
    .where(eq(models.connectionId, connectionId));
}

export async function knownVersions(db: Db | Tx, modelId: string): Promise<KnownVersion[]> {
  const { version, createdAt, source, runExternalId, deletedAt } = modelVersions;
  return db
    .select({ version, createdAt, source, runExternalId, deletedAt })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, modelId));
}

export type ComparedModel = { id: string; name: string; updatedAt: string };

/** Models that changed since their versions were last compared with the registry's. */
export async function modelsToCompare(db: Db | Tx, connectionId: string): Promise<ComparedModel[]> {
  const { id, name, updatedAt, comparedAt } = models;
  return db
    .select({ id, name, updatedAt })
    .from(models)
    .where(
      and(
        eq(models.connectionId, connectionId),
        isNull(models.deletedAt),
        sql`${comparedAt} is distinct from ${updatedAt}`,
      ),
    );
}

/** The versions of these models that were compared; `updatedAt` is of the model, when the registry was asked. */
export async function setCompared(tx: Tx, compared: readonly ComparedModel[]): Promise<void> {
  if (compared.length === 0) return;
  const rows = sql`json_to_recordset(${JSON.stringify(compared)}::json) as r(id bigint, "updatedAt" timestamptz(3))`;
  await tx.execute(sql`update models set compared_at = r."updatedAt" from ${rows} where models.id = r.id`);
}

export type LivingVersion = {
  id: string;
  modelId: string;
  model: string;
  version: string;
  createdAt: string;
};

/** Versions that are not marked deleted: of these models, or of all of a connection. */
export async function livingVersions(
  db: Db | Tx,
  of: { connectionId: string; modelIds: readonly string[] | null },
): Promise<LivingVersion[]> {
  const { id, modelId, version, createdAt } = modelVersions;
  return db
    .select({ id, modelId, model: models.name, version, createdAt })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(
      and(
        eq(models.connectionId, of.connectionId),
        isNull(models.deletedAt),
        isNull(modelVersions.deletedAt),
        of.modelIds === null ? undefined : inArray(models.id, [...of.modelIds]),
      ),
    );
}

/** Names that no registry has, for models that give theirs away in this transaction. */
export async function freeNames(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(models)
    .set({ name: sql`chr(1) || ${models.id}::text` })
    .where(inArray(models.id, [...ids]));
}

export async function setName(tx: Tx, id: string, name: string): Promise<void> {
  await tx.update(models).set({ name }).where(eq(models.id, id));
}

export async function addFormerName(
  tx: Tx,
  row: { connectionId: string; name: string; modelId: string; untilAt: string },
): Promise<void> {
  await tx
    .insert(formerModelNames)
    .values(row)
    .onConflictDoUpdate({
      target: [formerModelNames.connectionId, formerModelNames.name],
      set: { modelId: row.modelId, untilAt: row.untilAt },
    });
}

/** Models are there again. Their versions are compared next, and those that are there come back with it. */
export async function unmarkModels(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(models)
    .set({ deletedAt: null, comparedAt: null })
    .where(inArray(models.id, [...ids]));
}

/** Marks models with all their versions, and takes their aliases away. */
export async function markModels(tx: Tx, ids: readonly string[], at: string): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(models)
    .set({ deletedAt: at })
    .where(inArray(models.id, [...ids]));
  await tx
    .update(modelVersions)
    .set({ deletedAt: at })
    .where(and(inArray(modelVersions.modelId, [...ids]), isNull(modelVersions.deletedAt)));
  await tx.delete(modelAliases).where(inArray(modelAliases.modelId, [...ids]));
}

/** Marks versions and takes their aliases away. @returns those that were not marked before */
export async function markVersions(tx: Tx, ids: readonly string[], at: string): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .update(modelVersions)
    .set({ deletedAt: at })
    .where(and(inArray(modelVersions.id, [...ids]), isNull(modelVersions.deletedAt)))
    .returning({ id: modelVersions.id });
  await tx.delete(modelAliases).where(inArray(modelAliases.versionId, [...ids]));
  return rows.map(({ id }) => id);
}

/** A version whose number was given to another is called otherwise. */
export async function setVersionName(tx: Tx, id: string, version: string): Promise<void> {
  await tx.update(modelVersions).set({ version }).where(eq(modelVersions.id, id));
}
