import "server-only";
import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { isCalled } from "@/server/foundation/db/model-names";
import type { Db, Tx } from "@/server/foundation/db/open";
import { environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { runs } from "@/server/foundation/db/tables/runs";

/** An object that a series may be about, with its project. */
export type Found = { projectId: string; id: string; modelId: string | null };

const ids = (scopes: readonly ProjectScope[]) => scopes.map((scope) => scope.projectId);

export async function runProject(db: Db | Tx, id: string): Promise<string | null> {
  const [row] = await db.select({ projectId: runs.projectId }).from(runs).where(eq(runs.id, id));
  return row?.projectId ?? null;
}

/** Versions of that name in these projects; more than one when two projects or registries have a model of this name. */
export async function findVersions(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  at: { model: string; version: string },
): Promise<Found[]> {
  if (scopes.length === 0) return [];
  return db
    .select({ projectId: modelVersions.projectId, id: modelVersions.id, modelId: modelVersions.modelId })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(
      and(isCalled(at.model), eq(modelVersions.version, at.version), inArray(models.projectId, ids(scopes))),
    )
    .orderBy(models.id)
    .limit(10);
}

/** Environments of that name for a model, its own before the project's. */
export async function findEnvironments(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  at: { model: string; name: string },
): Promise<Found[]> {
  if (scopes.length === 0) return [];
  return db
    .select({ projectId: models.projectId, id: environments.id, modelId: models.id })
    .from(models)
    .innerJoin(
      environments,
      and(
        eq(environments.projectId, models.projectId),
        isNull(environments.removedAt),
        or(isNull(environments.modelId), eq(environments.modelId, models.id)),
      ),
    )
    .where(and(isCalled(at.model), eq(environments.name, at.name), inArray(models.projectId, ids(scopes))))
    .orderBy(models.id, sql`${environments.modelId} nulls last`)
    .limit(10);
}
