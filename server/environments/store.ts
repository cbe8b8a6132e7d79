import "server-only";
import { and, asc, count, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { deployments, environments, models } from "@/server/foundation/db/tables/models";
import { projects } from "@/server/foundation/db/tables/people";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { openPromotionStatuses } from "@/server/foundation/open-statuses";

export type EnvironmentRow = typeof environments.$inferSelect;
const idsOf = (scopes: readonly ProjectScope[]) => scopes.map((s) => s.projectId);

/** The environments that stand today, with what hangs on them. */
export async function list(db: Db | Tx, scopes: readonly ProjectScope[], only: { id?: string } = {}) {
  if (scopes.length === 0) return [];
  const serving = db
    .select({ environmentId: deployments.environmentId, served: count().as("served") })
    .from(deployments)
    .where(and(inArray(deployments.projectId, idsOf(scopes)), isNull(deployments.toAt)))
    .groupBy(deployments.environmentId)
    .as("serving");
  const asked = db
    .select({ environmentId: promotions.environmentId, underway: count().as("underway") })
    .from(promotions)
    .where(
      and(
        inArray(promotions.projectId, idsOf(scopes)),
        inArray(promotions.status, [...openPromotionStatuses]),
      ),
    )
    .groupBy(promotions.environmentId)
    .as("asked");
  return db
    .select({
      id: environments.id,
      project: projects.slug,
      projectId: environments.projectId,
      name: environments.name,
      model: models.name,
      modelId: environments.modelId,
      connection: environments.connectionId,
      connectionName: connections.name,
      alias: environments.alias,
      position: environments.position,
      createdAt: environments.createdAt,
      serving: sql<number>`coalesce(${serving.served}, 0)`.mapWith(Number),
      openPromotions: sql<number>`coalesce(${asked.underway}, 0)`.mapWith(Number),
    })
    .from(environments)
    .innerJoin(projects, eq(projects.id, environments.projectId))
    .innerJoin(connections, eq(connections.id, environments.connectionId))
    .leftJoin(models, eq(models.id, environments.modelId))
    .leftJoin(serving, eq(serving.environmentId, environments.id))
    .leftJoin(asked, eq(asked.environmentId, environments.id))
    .where(
      and(
        inArray(environments.projectId, idsOf(scopes)),
        isNull(environments.removedAt),
        only.id === undefined ? undefined : eq(environments.id, only.id),
      ),
    )
    .orderBy(
      asc(projects.slug),
      desc(environments.position),
      asc(environments.name),
      sql`${models.name} nulls first`,
    );
}

/** One change at a time in a project's environments. */
export async function lock(tx: Tx, scope: ProjectScope): Promise<EnvironmentRow[]> {
  await tx
    .select({ id: projects.id })
    .from(projects)
    .where(eq(projects.id, scope.projectId))
    .for("no key update");
  return tx
    .select()
    .from(environments)
    .where(and(eq(environments.projectId, scope.projectId), isNull(environments.removedAt)));
}

/** A connection of the project, by id or by name; the id is tried first. */
export async function connectionIn(tx: Tx, scope: ProjectScope, idOrName: string) {
  const byId = /^[1-9]\d{0,17}$/.test(idOrName) ? eq(connections.id, idOrName) : undefined;
  const rows = await tx
    .select({ id: connections.id, name: connections.name, vendor: connections.vendor })
    .from(connections)
    .where(and(eq(connections.projectId, scope.projectId), or(byId, eq(connections.name, idOrName))));
  return rows.find((row) => row.id === idOrName) ?? rows[0] ?? null;
}

export async function projectOfConnection(db: Db | Tx, id: string): Promise<string | null> {
  const [row] = await db
    .select({ projectId: connections.projectId })
    .from(connections)
    .where(eq(connections.id, id));
  return row?.projectId ?? null;
}

export async function projectOfEnvironment(db: Db | Tx, id: string): Promise<string | null> {
  const [row] = await db
    .select({ projectId: environments.projectId })
    .from(environments)
    .where(and(eq(environments.id, id), isNull(environments.removedAt)));
  return row?.projectId ?? null;
}

/** A promotion that is on its way into one of these environments; for one model, or for any. */
export async function openPromotion(tx: Tx, environmentIds: readonly string[], modelId: string | null) {
  if (environmentIds.length === 0) return null;
  const [row] = await tx
    .select({ id: promotions.id, model: models.name })
    .from(promotions)
    .innerJoin(models, eq(models.id, promotions.modelId))
    .where(
      and(
        inArray(promotions.environmentId, [...environmentIds]),
        inArray(promotions.status, [...openPromotionStatuses]),
        modelId === null ? undefined : eq(promotions.modelId, modelId),
      ),
    )
    .limit(1);
  return row ?? null;
}

export async function insert(tx: Tx, row: typeof environments.$inferInsert): Promise<string> {
  const [made] = await tx.insert(environments).values(row).returning({ id: environments.id });
  if (!made) throw new Error("an environment was not written");
  return made.id;
}

export async function update(
  tx: Tx,
  id: string,
  set: Pick<EnvironmentRow, "connectionId" | "alias" | "position">,
) {
  await tx.update(environments).set(set).where(eq(environments.id, id));
}

export async function markRemoved(tx: Tx, id: string, at: string): Promise<void> {
  await tx.update(environments).set({ removedAt: at }).where(eq(environments.id, id));
}

/** Models that an environment of the project could stand for: all of them, or the one. */
export async function modelsUnder(tx: Tx, scope: ProjectScope, modelId: string | null): Promise<string[]> {
  const rows = await tx
    .select({ id: models.id })
    .from(models)
    .where(and(eq(models.projectId, scope.projectId), modelId === null ? undefined : eq(models.id, modelId)));
  return rows.map((row) => row.id);
}
