import "server-only";
import { and, asc, eq, inArray, isNull, max } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ProjectScope } from "@/server/access/access";
import { isCalled } from "@/server/foundation/db/model-names";
import type { Db, Tx } from "@/server/foundation/db/open";
import { environments, models } from "@/server/foundation/db/tables/models";
import { people, projects } from "@/server/foundation/db/tables/people";
import { policies } from "@/server/foundation/db/tables/promotions";
import type { PolicyRow } from "@/server/promotions/policy-in-force";
import type { Terms } from "@/server/promotions/schema";

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
        only.model === undefined ? undefined : isCalled(only.model),
        only.environment === undefined ? undefined : eq(environments.name, only.environment),
        only.id === undefined ? undefined : eq(policies.id, only.id),
      ),
    )
    .orderBy(asc(models.name), asc(environments.position), asc(environments.name));
}

/** Puts a new revision in force in place of the current one. The caller has locked the model. */
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
