import "server-only";
import { and, asc, desc, eq, inArray, isNull, lt, ne, not, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ProjectScope } from "@/server/access/access";
import { isCalled } from "@/server/foundation/db/model-names";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { deployments, environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { people, projects } from "@/server/foundation/db/tables/people";
import {
  decisions,
  executionSteps,
  policies,
  promotionRetries,
  promotions,
} from "@/server/foundation/db/tables/promotions";
import type { ListPromotions } from "./schema";
import { openStatuses } from "./status";

export type PromotionRow = typeof promotions.$inferSelect;
export type DecisionRow = typeof decisions.$inferSelect & { name: string; agreedByName: string | null };
export type StepRow = typeof executionSteps.$inferSelect;

const requester = alias(people, "requester");
const agreeing = alias(people, "agreeing");
const championVersion = alias(modelVersions, "champion_version");
const idsOf = (scopes: readonly ProjectScope[]) => scopes.map((s) => s.projectId);

/** Whether the environment serves this promotion's version because of it. */
const serving = sql<boolean>`exists (select 1 from ${deployments} where ${deployments.promotionId} = ${promotions.id} and ${deployments.toAt} is null)`;

function select(db: Db | Tx) {
  return db
    .select({
      promotion: promotions,
      project: projects.slug,
      model: models.name,
      connectionName: connections.name,
      version: modelVersions.version,
      champion: championVersion.version,
      environment: environments,
      policy: policies,
      requester: { id: requester.id, name: requester.name },
      serving,
    })
    .from(promotions)
    .innerJoin(projects, eq(projects.id, promotions.projectId))
    .innerJoin(models, eq(models.id, promotions.modelId))
    .innerJoin(modelVersions, eq(modelVersions.id, promotions.versionId))
    .innerJoin(environments, eq(environments.id, promotions.environmentId))
    .innerJoin(connections, eq(connections.id, environments.connectionId))
    .innerJoin(policies, eq(policies.id, promotions.policyId))
    .innerJoin(requester, eq(requester.id, promotions.requestedBy))
    .leftJoin(championVersion, eq(championVersion.id, promotions.championVersionId));
}
export type Joined = Awaited<ReturnType<typeof select>>[number];

/** The model and the environment that a promotion is about. */
export const placeOf = ({ promotion }: Joined) => ({
  modelId: promotion.modelId,
  environmentId: promotion.environmentId,
});

export async function find(db: Db | Tx, scope: ProjectScope, id: string): Promise<Joined | null> {
  const [row] = await select(db).where(and(eq(promotions.id, id), eq(promotions.projectId, scope.projectId)));
  return row ?? null;
}

/** Promotions by their ids, which the caller found in projects that its reader may see. */
export async function findAll(db: Db | Tx, ids: readonly string[]): Promise<Joined[]> {
  return ids.length === 0 ? [] : select(db).where(inArray(promotions.id, [...ids]));
}

export async function projectOf(db: Db | Tx, id: string): Promise<string | null> {
  const [row] = await db
    .select({ projectId: promotions.projectId })
    .from(promotions)
    .where(eq(promotions.id, id));
  return row?.projectId ?? null;
}

/**
 * Pending promotions whose next approval this person's role can give and this person has not given; for an owner, also
 * those where an approval waits for an owner's agreement.
 */
export function waitsForPerson(
  scopes: readonly ProjectScope[],
  { id: person, isOwner }: { id: string; isOwner: boolean },
): SQL {
  const at = (role: ProjectScope["role"]) => idsOf(scopes.filter((s) => s.role === role));
  const given = sql`exists (select 1 from ${decisions} where ${decisions.promotionId} = ${promotions.id}
    and ${decisions.personId} = ${person} and ${decisions.voidedAt} is null)`;
  const roleHelps = or(
    inArray(promotions.projectId, at("maintainer")),
    and(inArray(promotions.projectId, at("approver")), eq(promotions.waitsForRole, "approver")),
  );
  const retried = sql`exists (select 1 from ${promotionRetries}
    where ${promotionRetries.promotionId} = ${promotions.id} and ${promotionRetries.personId} = ${person})`;
  const helps = isOwner
    ? or(roleHelps, and(inArray(promotions.projectId, idsOf(scopes)), eq(promotions.waitsForOwner, true)))
    : roleHelps;
  const all = and(
    eq(promotions.status, "pending"),
    ne(promotions.requestedBy, person),
    helps,
    not(given),
    not(retried),
  );
  return all ?? sql`false`;
}

/** A page, newest first. `person` decides what is `mine` and what is of `others`; the id "0" is nobody's. */
export async function page(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  input: Omit<ListPromotions, "cursor"> & {
    after: { at: string; id: string } | null;
    person: { id: string; isOwner: boolean };
  },
): Promise<Joined[]> {
  if (scopes.length === 0) return [];
  const open = inArray(promotions.status, [...openStatuses]);
  const mine = waitsForPerson(scopes, input.person);
  const groups = { mine, others: and(open, not(mine)), open, done: not(open) };
  const { after } = input;
  return select(db)
    .where(
      and(
        inArray(promotions.projectId, idsOf(scopes)),
        input.model === undefined ? undefined : isCalled(input.model),
        input.environment === undefined ? undefined : eq(environments.name, input.environment),
        input.status === undefined ? undefined : eq(promotions.status, input.status),
        input.group === undefined ? undefined : groups[input.group],
        after === null
          ? undefined
          : or(
              lt(promotions.createdAt, after.at),
              and(eq(promotions.createdAt, after.at), lt(promotions.id, after.id)),
            ),
      ),
    )
    .orderBy(desc(promotions.createdAt), desc(promotions.id))
    .limit(input.limit);
}

export async function decisionsOf(db: Db | Tx, ids: readonly string[]): Promise<DecisionRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ decision: decisions, name: people.name, agreedByName: agreeing.name })
    .from(decisions)
    .innerJoin(people, eq(people.id, decisions.personId))
    .leftJoin(agreeing, eq(agreeing.id, decisions.agreedBy))
    .where(inArray(decisions.promotionId, [...ids]))
    .orderBy(asc(decisions.createdAt), asc(decisions.id));
  return rows.map(({ decision, ...names }) => ({ ...decision, ...names }));
}

export async function stepsOf(db: Db | Tx, ids: readonly string[]): Promise<StepRow[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(executionSteps)
    .where(inArray(executionSteps.promotionId, [...ids]))
    .orderBy(asc(executionSteps.promotionId), asc(executionSteps.position));
}

/**
 * Locks a promotion for writing, by its model. Every change of a model's deployments, policies and promotions takes
 * the model's lock before any other, so there are no deadlocks.
 */
export async function lockPromotion(tx: Tx, scope: ProjectScope, id: string): Promise<Joined | null> {
  const [at] = await tx
    .select({ modelId: promotions.modelId })
    .from(promotions)
    .where(and(eq(promotions.id, id), eq(promotions.projectId, scope.projectId)));
  if (!at) return null;
  await lockModel(tx, at.modelId);
  return find(tx, scope, id);
}

export async function lockModel(tx: Tx, modelId: string): Promise<void> {
  await tx.select({ id: models.id }).from(models).where(eq(models.id, modelId)).for("no key update");
}

/** Promotions of a model into an environment in some statuses, oldest first. The caller has locked the model. */
export async function promotionsAt(
  tx: Tx,
  scope: ProjectScope,
  at: { modelId: string; environmentId: string; versionId?: string },
  statuses: readonly PromotionRow["status"][],
): Promise<Joined[]> {
  return select(tx)
    .where(
      and(
        eq(promotions.projectId, scope.projectId),
        eq(promotions.modelId, at.modelId),
        eq(promotions.environmentId, at.environmentId),
        at.versionId === undefined ? undefined : eq(promotions.versionId, at.versionId),
        inArray(promotions.status, [...statuses]),
      ),
    )
    .orderBy(asc(promotions.createdAt), asc(promotions.id));
}

export async function insert(tx: Tx, row: typeof promotions.$inferInsert): Promise<string> {
  const [made] = await tx.insert(promotions).values(row).returning({ id: promotions.id });
  if (!made) throw new Error("a promotion was not written");
  return made.id;
}

export async function update(
  tx: Tx,
  id: string,
  change: Partial<typeof promotions.$inferInsert>,
): Promise<void> {
  await tx.update(promotions).set(change).where(eq(promotions.id, id));
}

export async function addDecision(tx: Tx, row: typeof decisions.$inferInsert): Promise<void> {
  await tx.insert(decisions).values(row);
}

/** Keeps that an owner agreed to an approval. */
export async function agreeToDecision(tx: Tx, id: string, owner: string): Promise<void> {
  await tx
    .update(decisions)
    .set({ agreedBy: owner, agreedAt: new Date().toISOString() })
    .where(eq(decisions.id, id));
}

/** Keeps who had a failed execution tried again, the first time. */
export async function addRetry(tx: Tx, promotionId: string, personId: string): Promise<void> {
  await tx.insert(promotionRetries).values({ promotionId, personId }).onConflictDoNothing();
}

/**
 * Voids the valid decisions of a promotion, of one person or of all.
 * @param at the instant of the change that voids them, ISO 8601
 * @returns how many
 */
export async function voidDecisions(
  tx: Tx,
  promotionId: string,
  at: string,
  because: string,
  person?: string,
): Promise<number> {
  const rows = await tx
    .update(decisions)
    .set({ voidedAt: at, voidedBecause: because })
    .where(
      and(
        eq(decisions.promotionId, promotionId),
        isNull(decisions.voidedAt),
        person === undefined ? undefined : eq(decisions.personId, person),
      ),
    )
    .returning({ id: decisions.id });
  return rows.length;
}

/** Open promotions of every project, for background work. */
export async function allOpen(
  db: Db | Tx,
): Promise<Pick<PromotionRow, "id" | "projectId" | "status" | "expiresAt">[]> {
  return db
    .select({
      id: promotions.id,
      projectId: promotions.projectId,
      status: promotions.status,
      expiresAt: promotions.expiresAt,
    })
    .from(promotions)
    .where(inArray(promotions.status, [...openStatuses]))
    .orderBy(asc(promotions.createdAt));
}
