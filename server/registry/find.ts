import "server-only";
import { and, eq, or } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { isCalled } from "@/server/foundation/db/model-names";
import type { Db, Tx } from "@/server/foundation/db/open";
import { models, modelVersions } from "@/server/foundation/db/tables/models";
import { projects } from "@/server/foundation/db/tables/people";
import { Refusal } from "@/server/foundation/errors";

export type ModelRow = typeof models.$inferSelect & { project: string };
export type VersionRow = typeof modelVersions.$inferSelect;

const isId = (text: string) => /^[1-9]\d{0,17}$/.test(text);

/**
 * A model by its name within the caller's projects, else by its id or a name it had.
 * @param scopes the projects in which the caller holds the right (`projectsWith`)
 * @throws Refusal NOT_FOUND (no such model), FORBIDDEN (only in other projects), CONFLICT (the name stands for several)
 */
export async function findModel(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  nameOrId: string,
): Promise<ModelRow> {
  const rows = await db
    .select({ model: models, project: projects.slug })
    .from(models)
    .innerJoin(projects, eq(projects.id, models.projectId))
    .where(isId(nameOrId) ? or(isCalled(nameOrId), eq(models.id, nameOrId)) : isCalled(nameOrId));
  const mine = rows.filter(({ model }) => scopes.some((s) => s.projectId === model.projectId));
  // What the registry has comes before what it had, a name before an id or a former name.
  const ranks = [
    mine.filter(({ model }) => model.name === nameOrId && model.deletedAt === null),
    mine.filter(({ model }) => model.name === nameOrId),
    mine.filter(({ model }) => model.id === nameOrId),
  ];
  const found = ranks.find((rank) => rank.length > 0) ?? mine;
  const [first] = found;
  if (!first) {
    if (rows.length === 0) throw new Refusal("NOT_FOUND", { what: `There is no model ${nameOrId}.` });
    throw new Refusal("FORBIDDEN", {
      what: `Model ${nameOrId} is in a project where you may not do this.`,
      todo: "Ask one of its maintainers.",
    });
  }
  if (found.length > 1) {
    const where = [...new Set(found.map((f) => f.project))];
    throw new Refusal("CONFLICT", {
      what: `${found.length} models are named ${nameOrId}.`,
      why: where.length > 1 ? `They are in ${where.join(", ")}.` : "They come from different connections.",
      todo:
        where.length > 1
          ? "Say which one with `project`."
          : `Use its id instead of its name: ${found.map((f) => f.model.id).join(" or ")}.`,
    });
  }
  return { ...first.model, project: first.project };
}

/**
 * A version of a model that `findModel` finds.
 * @throws Refusal as `findModel`, and NOT_FOUND when the model has no such version
 */
export async function resolveVersion(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  at: { model: string; version: string },
): Promise<{ model: ModelRow; version: VersionRow }> {
  const model = await findModel(db, scopes, at.model);
  const [version] = await db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.modelId, model.id), eq(modelVersions.version, at.version)));
  if (!version) throw new Refusal("NOT_FOUND", { what: `Model ${model.name} has no version ${at.version}.` });
  return { model, version };
}
