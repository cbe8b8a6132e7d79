import "server-only";
import { and, asc, count, eq, inArray, isNull } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { feedbackItems, forms } from "@/server/foundation/db/tables/feedback";
import { environments, models } from "@/server/foundation/db/tables/models";
import { projects } from "@/server/foundation/db/tables/people";

export type FormRow = typeof forms.$inferSelect;

/** A form by its address, with the names of what it is about. Public: the caller decides what of it is shown. */
export async function findForm(db: Db | Tx, slug: string) {
  const [row] = await db
    .select({ form: forms, project: projects.slug, model: models.name, environment: environments.name })
    .from(forms)
    .innerJoin(projects, eq(projects.id, forms.projectId))
    .innerJoin(models, eq(models.id, forms.modelId))
    .innerJoin(environments, eq(environments.id, forms.environmentId))
    .where(eq(forms.slug, slug));
  return row ?? null;
}

/** Every form of the scopes with its number of items; a team has few, so this is no page. */
export async function listForms(db: Db | Tx, scopes: ProjectScope[]) {
  if (scopes.length === 0) return [];
  const counted = db
    .select({ formId: feedbackItems.formId, items: count().as("items") })
    .from(feedbackItems)
    .groupBy(feedbackItems.formId)
    .as("counted");
  return db
    .select({
      form: forms,
      project: projects.slug,
      model: models.name,
      environment: environments.name,
      items: counted.items,
    })
    .from(forms)
    .innerJoin(projects, eq(projects.id, forms.projectId))
    .innerJoin(models, eq(models.id, forms.modelId))
    .innerJoin(environments, eq(environments.id, forms.environmentId))
    .leftJoin(counted, eq(counted.formId, forms.id))
    .where(
      inArray(
        forms.projectId,
        scopes.map((s) => s.projectId),
      ),
    )
    .orderBy(asc(forms.id))
    .limit(500);
}

/** The environments of a project that stand. */
export async function environmentsIn(db: Db | Tx, scope: ProjectScope) {
  return db
    .select()
    .from(environments)
    .where(and(eq(environments.projectId, scope.projectId), isNull(environments.removedAt)));
}

export async function insertForm(
  tx: Tx,
  scope: ProjectScope,
  values: Omit<typeof forms.$inferInsert, "projectId">,
) {
  const [row] = await tx
    .insert(forms)
    .values({ ...values, projectId: scope.projectId })
    .returning();
  return row as FormRow;
}

export async function updateForm(
  tx: Tx,
  scope: ProjectScope,
  id: string,
  values: Partial<typeof forms.$inferInsert>,
) {
  await tx
    .update(forms)
    .set(values)
    .where(and(eq(forms.projectId, scope.projectId), eq(forms.id, id)));
}
