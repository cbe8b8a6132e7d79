import "server-only";
import { and, asc, eq, inArray, isNull, max, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db, Tx } from "@/server/db/open";
import { environments, models } from "@/server/db/tables/models";
import { memberships, people, projects } from "@/server/db/tables/people";
import { policies } from "@/server/db/tables/promotions";
import type { ProjectScope } from "@/server/people/access";
import { roles } from "@/server/people/rights";
import type { Approval } from "@/server/promotions/approvals";
import { type Terms, terms } from "./schema";

export type PolicyRow = typeof policies.$inferSelect;

const author = alias(people, "author");

/** The policies in force. */
export async function list(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  only: { model?: string; environment?: string; id?: string } = {},
) {
  if (scopes.length === 0) return [];
  return db
    .select({
      policy: policies,
      project: projects.slug,
      model: models.name,
      environment: environments.name,
      author: { id: author.id, name: author.name },
    })
    .from(policies)
    .innerJoin(projects, eq(projects.id, policies.projectId))
    .innerJoin(models, eq(models.id, policies.modelId))
    .innerJoin(environments, eq(environments.id, policies.environmentId))
    .leftJoin(author, eq(author.id, policies.createdBy))
    .where(
      and(
        inArray(
          policies.projectId,
          scopes.map((s) => s.projectId),
        ),
        isNull(policies.replacedAt),
        isNull(environments.removedAt),
        only.model === undefined ? undefined : eq(models.name, only.model),
        only.environment === undefined ? undefined : eq(environments.name, only.environment),
        only.id === undefined ? undefined : eq(policies.id, only.id),
      ),
    )
    .orderBy(asc(models.name), asc(environments.position), asc(environments.name));
}

/** The policy in force for a model in an environment. */
export async function current(
  db: Db | Tx,
  at: { modelId: string; environmentId: string },
): Promise<PolicyRow | null> {
  const [row] = await db
    .select()
    .from(policies)
    .where(
      and(
        eq(policies.modelId, at.modelId),
        eq(policies.environmentId, at.environmentId),
        isNull(policies.replacedAt),
      ),
    );
  return row ?? null;
}

/** What a row says, as its schema reads it. */
export const termsOf = (row: Pick<PolicyRow, "gates" | "rules" | "expiresAfterHours">): Terms =>
  terms.parse(row);

/** Puts a revision in force, in place of the one before. The model is locked by the caller. */
export async function replace(
  tx: Tx,
  scope: ProjectScope,
  at: { modelId: string; environmentId: string },
  content: Terms,
): Promise<PolicyRow> {
  const here = and(eq(policies.modelId, at.modelId), eq(policies.environmentId, at.environmentId));
  const now = new Date().toISOString();
  const [last] = await tx
    .select({ revision: max(policies.revision) })
    .from(policies)
    .where(here);
  await tx
    .update(policies)
    .set({ replacedAt: now })
    .where(and(here, isNull(policies.replacedAt)));
  const [row] = await tx
    .insert(policies)
    .values({
      ...at,
      ...content,
      projectId: scope.projectId,
      revision: (last?.revision ?? 0) + 1,
      createdBy: scope.actor.kind === "person" ? scope.actor.id : null,
      createdAt: now,
    })
    .returning();
  if (!row) throw new Error("a policy was not written");
  return row;
}

/** Everyone who may decide in these projects, each with the best role held; owners are maintainers everywhere. */
export async function deciders(
  db: Db | Tx,
  projectIds: readonly string[],
): Promise<Map<string, (Approval & { name: string })[]>> {
  const rows = await db
    .select({
      projectId: projects.id,
      person: people.id,
      name: people.name,
      isOwner: people.isOwner,
      role: memberships.role,
    })
    .from(projects)
    .innerJoin(people, isNull(people.disabledAt))
    .leftJoin(memberships, and(eq(memberships.projectId, projects.id), eq(memberships.personId, people.id)))
    .where(
      and(
        inArray(projects.id, [...projectIds]),
        or(eq(people.isOwner, true), inArray(memberships.role, ["approver", "maintainer"])),
      ),
    )
    .orderBy(asc(people.name), asc(people.id));
  const found = new Map<string, (Approval & { name: string })[]>(projectIds.map((id) => [id, []]));
  for (const { projectId, person, name, isOwner, role } of rows) {
    found.get(projectId)?.push({ person, name, role: isOwner ? "maintainer" : (role ?? roles[0]) });
  }
  return found;
}
