import "server-only";
import { and, asc, count, eq, inArray, isNull, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { nameFits } from "@/server/foundation/db/name-search";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { feedbackItems } from "@/server/foundation/db/tables/feedback";
import { deployments, environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { people, projects } from "@/server/foundation/db/tables/people";
import { decisions, policies, promotions } from "@/server/foundation/db/tables/promotions";
import { escapeLike, searchedText } from "@/server/foundation/like";
import { openPromotionStatuses } from "@/server/foundation/open-statuses";

const idsOf = (scopes: readonly ProjectScope[]) => scopes.map((s) => s.projectId);

/** A deployment as the pages of models show it, of deployments joined with environments. */
export const deploymentColumns = {
  id: deployments.id,
  environment: environments.name,
  from: deployments.fromAt,
  to: deployments.toAt,
  source: deployments.source,
  promotion: deployments.promotionId,
  ended: deployments.ended,
  because: deployments.endedBecause,
};

function select(db: Db | Tx) {
  return db
    .select({ model: models, project: projects.slug, connectionName: connections.name })
    .from(models)
    .innerJoin(projects, eq(projects.id, models.projectId))
    .innerJoin(connections, eq(connections.id, models.connectionId));
}
export type Joined = Awaited<ReturnType<typeof select>>[number];

/** A page of models by name. */
export async function page(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  input: { q?: string; after: { name: string; id: string } | null; limit: number },
): Promise<Joined[]> {
  if (scopes.length === 0) return [];
  const { after, q } = input;
  return select(db)
    .where(
      and(
        inArray(models.projectId, idsOf(scopes)),
        q ? nameFits(models.name, `%${escapeLike(searchedText(q))}%`) : undefined,
        after ? sql`(${models.name}, ${models.id}) > (${after.name}::text, ${after.id}::bigint)` : undefined,
      ),
    )
    .orderBy(asc(models.name), asc(models.id))
    .limit(input.limit);
}

export async function byId(db: Db | Tx, id: string): Promise<Joined | null> {
  const [row] = await select(db).where(eq(models.id, id));
  return row ?? null;
}

/** Some models for a short list, those that serve first. */
export async function servedFirst(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  limit: number,
): Promise<Joined[]> {
  if (scopes.length === 0) return [];
  const serves = sql`exists (select 1 from ${deployments} where ${deployments.modelId} = ${models.id} and ${deployments.toAt} is null)`;
  return select(db)
    .where(inArray(models.projectId, idsOf(scopes)))
    .orderBy(sql`${serves} desc`, asc(models.name), asc(models.id))
    .limit(limit);
}

export async function countModels(db: Db | Tx, scopes: readonly ProjectScope[]): Promise<number> {
  if (scopes.length === 0) return 0;
  return db.$count(models, inArray(models.projectId, idsOf(scopes)));
}

/** How many versions each model has. */
export async function versionCounts(db: Db | Tx, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ modelId: modelVersions.modelId, n: count() })
    .from(modelVersions)
    .where(inArray(modelVersions.modelId, [...ids]))
    .groupBy(modelVersions.modelId);
  return new Map(rows.map((r) => [r.modelId, r.n]));
}

/** The version registered last of each model. */
export async function latestVersions(db: Db | Tx, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { version: string; createdAt: string }>();
  const last = db
    .select({ version: modelVersions.version, createdAt: modelVersions.createdAt })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, models.id))
    .orderBy(sql`${modelVersions.ordinal} desc`)
    .limit(1)
    .as("last");
  const rows = await db
    .select({ modelId: models.id, version: last.version, createdAt: last.createdAt })
    .from(models)
    .innerJoinLateral(last, sql`true`)
    .where(inArray(models.id, [...ids]));
  return new Map(rows.map(({ modelId, ...latest }) => [modelId, latest]));
}

/** What serves now, with names, most important environment first. */
export async function servingOf(db: Db | Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return db
    .select({
      modelId: deployments.modelId,
      versionId: deployments.versionId,
      environmentId: deployments.environmentId,
      environment: environments.name,
      version: modelVersions.version,
      since: deployments.fromAt,
      promotionId: deployments.promotionId,
    })
    .from(deployments)
    .innerJoin(environments, eq(environments.id, deployments.environmentId))
    .innerJoin(modelVersions, eq(modelVersions.id, deployments.versionId))
    .where(and(inArray(deployments.modelId, [...ids]), isNull(deployments.toAt)))
    .orderBy(sql`${environments.position} desc`, asc(environments.name));
}

/** Promotions that are not over, newest first, with their gates' outcomes as stored. */
export async function openPromotionsOf(db: Db | Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return db
    .select({
      id: promotions.id,
      modelId: promotions.modelId,
      version: modelVersions.version,
      environment: environments.name,
      status: promotions.status,
      gates: promotions.gates,
    })
    .from(promotions)
    .innerJoin(modelVersions, eq(modelVersions.id, promotions.versionId))
    .innerJoin(environments, eq(environments.id, promotions.environmentId))
    .where(and(inArray(promotions.modelId, [...ids]), inArray(promotions.status, [...openPromotionStatuses])))
    .orderBy(sql`${promotions.createdAt} desc`, sql`${promotions.id} desc`);
}

/** Valid approvals in the order given, with the names of who gave them. */
export async function approvalsOf(db: Db | Tx, promotionIds: readonly string[]) {
  if (promotionIds.length === 0) return [];
  return db
    .select({
      promotionId: decisions.promotionId,
      person: decisions.personId,
      name: people.name,
      role: decisions.role,
    })
    .from(decisions)
    .innerJoin(people, eq(people.id, decisions.personId))
    .where(
      and(
        inArray(decisions.promotionId, [...promotionIds]),
        eq(decisions.decision, "approve"),
        isNull(decisions.voidedAt),
      ),
    )
    .orderBy(asc(decisions.createdAt), asc(decisions.id));
}

/** Feedback that somebody still has to act on, by model. */
export async function reportCounts(db: Db | Tx, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ modelId: feedbackItems.modelId, n: count() })
    .from(feedbackItems)
    .where(
      and(inArray(feedbackItems.modelId, [...ids]), sql`${feedbackItems.status} in ('new', 'confirmed')`),
    )
    .groupBy(feedbackItems.modelId);
  return new Map(rows.map((r) => [r.modelId, r.n]));
}

/** The policies in force for these models. */
export async function policiesOf(db: Db | Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return db
    .select({ modelId: policies.modelId, environmentId: policies.environmentId, gates: policies.gates })
    .from(policies)
    .where(and(inArray(policies.modelId, [...ids]), isNull(policies.replacedAt)));
}

/** The promotion of a deployment, which a roll-back would undo, with the champion that it would go back to. */
export async function promotionOfDeployment(db: Db | Tx, promotionId: string) {
  const [row] = await db
    .select({
      status: promotions.status,
      champion: modelVersions.version,
      requestedBy: promotions.requestedBy,
      rollbackOf: promotions.rollbackOf,
    })
    .from(promotions)
    .leftJoin(modelVersions, eq(modelVersions.id, promotions.championVersionId))
    .where(eq(promotions.id, promotionId));
  return row ?? null;
}
