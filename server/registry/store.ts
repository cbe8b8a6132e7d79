import "server-only";
import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { SourceModel, SourceVersion } from "@/server/backends/types";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { deployments, modelAliases, models, modelVersions } from "@/server/foundation/db/tables/models";
import { runs } from "@/server/foundation/db/tables/runs";
import { versionDigest } from "./digest";
import { sameMoment } from "./lifecycle";
import { assignOrdinals } from "./ordinals";

/** Rows of one statement: far under PostgreSQL's 65,535 parameters. */
const chunk = 500;

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += chunk) yield items.slice(from, from + chunk);
}

export async function projectOfConnection(tx: Tx, connectionId: string): Promise<string | null> {
  const [row] = await tx
    .select({ projectId: connections.projectId })
    .from(connections)
    .where(eq(connections.id, connectionId));
  return row?.projectId ?? null;
}

type At = { connectionId: string; projectId: string };
export type Written = { id: string; created: boolean };

/** Writes models as the registry shows them. Models that did not change are not written and not returned. */
export async function upsertModels(
  tx: Tx,
  at: At,
  source: readonly SourceModel[],
): Promise<(Written & { name: string })[]> {
  const written = [];
  for (const part of chunks(source)) {
    const rows = await tx
      .insert(models)
      .values(
        part.map(({ name, description, tags, createdAt, updatedAt, url }) => ({
          ...at,
          ...{ name, description, tags, createdAt, updatedAt, url },
        })),
      )
      .onConflictDoUpdate({
        target: [models.connectionId, models.name],
        set: {
          description: sql`excluded.description`,
          tags: sql`excluded.tags`,
          updatedAt: sql`excluded.updated_at`,
          url: sql`excluded.url`,
        },
        setWhere: sql`(${models.description}, ${models.tags}, ${models.updatedAt}, ${models.url}) is distinct from (excluded.description, excluded.tags, excluded.updated_at, excluded.url)`,
      })
      .returning({ id: models.id, name: models.name, created: sql<boolean>`xmax = 0` });
    written.push(...rows);
  }
  return written;
}

/** Ids of models by name, of those that the registry has. */
export async function modelIds(
  tx: Tx,
  connectionId: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const part of chunks([...new Set(names)])) {
    const rows = await tx
      .select({ id: models.id, name: models.name })
      .from(models)
      .where(
        and(eq(models.connectionId, connectionId), inArray(models.name, part), isNull(models.deletedAt)),
      );
    for (const row of rows) found.set(row.name, row.id);
  }
  return found;
}

export type VersionRow = { id: string; createdAt: string; deletedAt: string | null };

/** Versions of these models as they were read before: `MODEL_ID@VERSION` → the row. */
export async function versionsAt(
  db: Db | Tx,
  wanted: readonly { modelId: string; version: string }[],
): Promise<Map<string, VersionRow>> {
  const found = new Map<string, VersionRow>();
  for (const part of chunks(wanted)) {
    const { id, modelId, version, createdAt, deletedAt } = modelVersions;
    const pairs = part.map((w) => sql`(${w.modelId}::bigint, ${w.version}::text)`);
    const rows = await db
      .select({ id, modelId, version, createdAt, deletedAt })
      .from(modelVersions)
      .where(sql`(${modelId}, ${version}) in (${sql.join(pairs, sql`, `)})`);
    for (const { modelId, version, ...row } of rows) found.set(`${modelId}@${version}`, row);
  }
  return found;
}

/**
 * Versions whose number is another version's now, with that other one: they were deleted there and their numbers given
 * again.
 */
export async function replacedVersions<V extends { modelId: string; version: string; createdAt: string }>(
  tx: Tx,
  source: readonly V[],
): Promise<(V & VersionRow)[]> {
  const known = await versionsAt(tx, source);
  return source.flatMap((version) => {
    const was = known.get(`${version.modelId}@${version.version}`);
    return was && !sameMoment(was.createdAt, version.createdAt) ? [{ ...version, ...was }] : [];
  });
}

const sameModel = sql`${modelVersions.loggedModelId} is not distinct from excluded.logged_model_id`;

/**
 * Writes versions of models that exist already. A version keeps its ordinal and its run for ever;
 * its digest follows its content. One that was marked deleted before the registry was asked is there again.
 * @param at when the registry was asked
 */
export async function upsertVersions(
  tx: Tx,
  projectId: string,
  source: readonly (SourceVersion & { modelId: string })[],
  at: string,
): Promise<(Written & { modelId: string; version: string })[]> {
  const highest = await lastOrdinals(tx, [...new Set(source.map((v) => v.modelId))]);
  const known = await versionsAt(tx, source);
  const fresh = source.filter((v) => !known.has(`${v.modelId}@${v.version}`));
  const ordinals = assignOrdinals(fresh, highest);
  const isBack = sql`coalesce(${modelVersions.deletedAt} < ${at}::timestamptz, false)`;
  const written = [];
  for (const part of chunks(source)) {
    const rows = await tx
      .insert(modelVersions)
      .values(
        part.map(({ model: _name, ...v }) => ({
          ...v,
          projectId,
          measuredOf: v.loggedModelId === null ? null : ("model" as const),
          ordinal: ordinals.get(`${v.modelId}@${v.version}`) ?? 0,
          digest: versionDigest(v),
        })),
      )
      .onConflictDoUpdate({
        target: [modelVersions.modelId, modelVersions.version],
        set: {
          runExternalId: sql`excluded.run_external_id`,
          runId: sql`case when ${modelVersions.runExternalId} is distinct from excluded.run_external_id then null else ${modelVersions.runId} end`,
          digest: sql`excluded.digest`,
          source: sql`excluded.source`,
          loggedModelId: sql`excluded.logged_model_id`,
          measuredOf: sql`case when ${sameModel} then ${modelVersions.measuredOf} else excluded.measured_of end`,
          measuredAt: sql`case when ${sameModel} then ${modelVersions.measuredAt} end`,
          status: sql`excluded.status`,
          description: sql`excluded.description`,
          tags: sql`excluded.tags`,
          updatedAt: sql`excluded.updated_at`,
          createdBy: sql`excluded.created_by`,
          url: sql`excluded.url`,
          deletedAt: sql`case when ${isBack} then null else ${modelVersions.deletedAt} end`,
        },
        setWhere: sql`(${modelVersions.digest}, ${modelVersions.status}, ${modelVersions.description}, ${modelVersions.tags}, ${modelVersions.updatedAt}, ${modelVersions.url}) is distinct from (excluded.digest, excluded.status, excluded.description, excluded.tags, excluded.updated_at, excluded.url)
          or ${isBack}`,
      })
      .returning({
        id: modelVersions.id,
        modelId: modelVersions.modelId,
        version: modelVersions.version,
        created: sql<boolean>`xmax = 0`,
      });
    written.push(...rows);
  }
  return written;
}

async function lastOrdinals(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ modelId: modelVersions.modelId, last: sql<number>`max(${modelVersions.ordinal})` })
    .from(modelVersions)
    .where(inArray(modelVersions.modelId, [...ids]))
    .groupBy(modelVersions.modelId);
  return new Map(rows.map((r) => [r.modelId, r.last]));
}

/** Links versions to source runs that have been read by now, and takes the commit from them. */
export async function linkRuns(tx: Tx, connectionId: string): Promise<{ id: string; modelId: string }[]> {
  return tx
    .update(modelVersions)
    .set({ runId: sql`${runs.id}`, commitSha: sql`coalesce(${runs.commitSha}, ${modelVersions.commitSha})` })
    .from(runs)
    .innerJoin(models, eq(models.connectionId, runs.connectionId))
    .where(
      and(
        eq(models.connectionId, connectionId),
        eq(runs.connectionId, connectionId),
        eq(modelVersions.modelId, models.id),
        isNull(modelVersions.runId),
        isNotNull(modelVersions.runExternalId),
        eq(runs.externalId, modelVersions.runExternalId),
      ),
    )
    .returning({ id: modelVersions.id, modelId: modelVersions.modelId });
}

/** Models that the registry does not have any more, and of which a deployment has not ended. */
export async function deletedAndServing(tx: Tx, connectionId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ id: models.id })
    .from(models)
    .innerJoin(deployments, and(eq(deployments.modelId, models.id), isNull(deployments.toAt)))
    .where(and(eq(models.connectionId, connectionId), isNotNull(models.deletedAt)));
  return rows.map(({ id }) => id);
}

export type AliasRow = { modelId: string; alias: string; versionId: string };

/** Makes the aliases of these models exactly the given ones. */
export async function replaceAliases(
  tx: Tx,
  ids: readonly string[],
  wanted: readonly AliasRow[],
  at: string,
): Promise<{ modelId: string; alias: string; versionId: string | null }[]> {
  if (ids.length === 0) return [];
  const before = await tx
    .select()
    .from(modelAliases)
    .where(inArray(modelAliases.modelId, [...ids]));
  const keyOf = (row: { modelId: string; alias: string }) => `${row.modelId}@${row.alias}`;
  const had = new Map(before.map((row) => [keyOf(row), row]));
  const want = new Set(wanted.map(keyOf));
  // A row that Terrapin wrote after the registry was asked is newer than the answer.
  const older = (row: { updatedAt: string }) => Date.parse(row.updatedAt) <= Date.parse(at);
  const gone = before.filter((row) => !want.has(keyOf(row)) && older(row));
  const moved = wanted.filter((row) => {
    const was = had.get(keyOf(row));
    return !was || (was.versionId !== row.versionId && older(was));
  });
  for (const part of chunks(gone)) {
    await tx.delete(modelAliases).where(
      sql`(${modelAliases.modelId}, ${modelAliases.alias}) in (${sql.join(
        part.map((g) => sql`(${g.modelId}::bigint, ${g.alias}::text)`),
        sql`, `,
      )})`,
    );
  }
  for (const part of chunks(moved)) {
    await tx
      .insert(modelAliases)
      .values(part.map((row) => ({ ...row, updatedAt: at })))
      .onConflictDoUpdate({
        target: [modelAliases.modelId, modelAliases.alias],
        set: { versionId: sql`excluded.version_id`, updatedAt: sql`excluded.updated_at` },
      });
  }
  return [...moved, ...gone.map(({ modelId, alias }) => ({ modelId, alias, versionId: null }))];
}
