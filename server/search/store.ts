import "server-only";
import { and, asc, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { exactFirst, nameFits } from "@/server/foundation/db/name-search";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { feedbackItems, feedbackText, forms } from "@/server/foundation/db/tables/feedback";
import { environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { memberships, people, projects } from "@/server/foundation/db/tables/people";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { runs } from "@/server/foundation/db/tables/runs";
import type { Words } from "./words";

/** How many of each kind are shown. */
const each = 6;
/** How far back a search of one or two letters looks. */
const newest = 2000;

const ids = (scopes: ProjectScope[]) => scopes.map((scope) => scope.projectId);

/** Runs by name, number, branch, commit, its title or who caused it. */
export async function findRuns(db: Db | Tx, scopes: ProjectScope[], words: Words) {
  const recent = db
    .select({ id: runs.id })
    .from(runs)
    .where(inArray(runs.projectId, ids(scopes)))
    .orderBy(desc(runs.queuedAt), desc(runs.id))
    .limit(newest);
  return db
    .select({
      id: runs.id,
      project: projects.slug,
      name: runs.name,
      number: runs.number,
      status: runs.status,
      branch: runs.branch,
    })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(
      and(
        inArray(runs.projectId, ids(scopes)),
        words.short ? inArray(runs.id, recent) : undefined,
        sql`${runs.searchText} like ${words.like}`,
      ),
    )
    .orderBy(desc(runs.queuedAt), desc(runs.id))
    .limit(each);
}

export async function findModels(db: Db | Tx, scopes: ProjectScope[], words: Words) {
  return db
    .select({ id: models.id, project: projects.slug, name: models.name })
    .from(models)
    .innerJoin(projects, eq(projects.id, models.projectId))
    .where(and(inArray(models.projectId, ids(scopes)), nameFits(models.name, words.name.like)))
    .orderBy(exactFirst(models.name, words.name.text), asc(models.name), asc(models.id))
    .limit(each);
}

export async function findVersions(db: Db | Tx, scopes: ProjectScope[], words: Words) {
  if (!words.version) return [];
  return db
    .select({
      id: modelVersions.id,
      project: projects.slug,
      model: models.name,
      version: modelVersions.version,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .innerJoin(projects, eq(projects.id, models.projectId))
    .where(
      and(
        inArray(models.projectId, ids(scopes)),
        nameFits(models.name, words.version.model),
        eq(modelVersions.version, words.version.version),
      ),
    )
    .orderBy(exactFirst(models.name, words.version.text), desc(modelVersions.createdAt))
    .limit(each);
}

/** Promotions by id, by their model, or by their model and version. */
export async function findPromotions(db: Db | Tx, scopes: ProjectScope[], words: Words) {
  const fits: (SQL | undefined)[] = [
    nameFits(models.name, words.name.like),
    words.id ? eq(promotions.id, words.id) : undefined,
    words.version
      ? and(nameFits(models.name, words.version.model), eq(modelVersions.version, words.version.version))
      : undefined,
  ];
  return db
    .select({
      id: promotions.id,
      project: projects.slug,
      model: models.name,
      version: modelVersions.version,
      environment: environments.name,
      status: promotions.status,
    })
    .from(promotions)
    .innerJoin(models, eq(models.id, promotions.modelId))
    .innerJoin(modelVersions, eq(modelVersions.id, promotions.versionId))
    .innerJoin(environments, eq(environments.id, promotions.environmentId))
    .innerJoin(projects, eq(projects.id, promotions.projectId))
    .where(and(inArray(promotions.projectId, ids(scopes)), or(...fits)))
    .orderBy(exactFirst(models.name, words.name.text), desc(promotions.createdAt))
    .limit(each);
}

/** Feedback by the words of its report or its prediction. */
export async function findFeedback(db: Db | Tx, scopes: ProjectScope[], words: Words) {
  const recent = db
    .select({ id: feedbackItems.id })
    .from(feedbackItems)
    .where(inArray(feedbackItems.projectId, ids(scopes)))
    .orderBy(desc(feedbackItems.createdAt), desc(feedbackItems.id))
    .limit(newest);
  return db
    .select({
      id: feedbackItems.id,
      project: projects.slug,
      title: feedbackItems.title,
      model: models.name,
      status: feedbackItems.status,
    })
    .from(feedbackItems)
    .innerJoin(models, eq(models.id, feedbackItems.modelId))
    .innerJoin(projects, eq(projects.id, feedbackItems.projectId))
    .where(
      and(
        inArray(feedbackItems.projectId, ids(scopes)),
        words.short ? inArray(feedbackItems.id, recent) : undefined,
        sql`${feedbackText} ilike ${words.like}`,
      ),
    )
    .orderBy(desc(feedbackItems.createdAt), desc(feedbackItems.id))
    .limit(each);
}

/** Forms by title, address or model. */
export async function findForms(db: Db | Tx, scopes: ProjectScope[], words: Words) {
  const fits = [
    ...[forms.title, forms.slug].map((column) => ilike(column, words.like)),
    nameFits(models.name, words.name.like),
  ];
  return db
    .select({
      id: forms.id,
      project: projects.slug,
      title: forms.title,
      slug: forms.slug,
      model: models.name,
      environment: environments.name,
    })
    .from(forms)
    .innerJoin(models, eq(models.id, forms.modelId))
    .innerJoin(environments, eq(environments.id, forms.environmentId))
    .innerJoin(projects, eq(projects.id, forms.projectId))
    .where(and(inArray(forms.projectId, ids(scopes)), or(...fits)))
    .orderBy(asc(forms.title), asc(forms.id))
    .limit(each);
}

export async function findConnections(db: Db | Tx, scopes: ProjectScope[], words: Words) {
  return db
    .select({
      id: connections.id,
      project: projects.slug,
      name: connections.name,
      vendor: connections.vendor,
    })
    .from(connections)
    .innerJoin(projects, eq(projects.id, connections.projectId))
    .where(and(inArray(connections.projectId, ids(scopes)), ilike(connections.name, words.like)))
    .orderBy(asc(connections.name))
    .limit(each);
}

/** People in the reader's projects. */
export async function findPeople(db: Db | Tx, scopes: ProjectScope[], words: Words) {
  const member = db
    .select({ id: memberships.personId })
    .from(memberships)
    .where(inArray(memberships.projectId, ids(scopes)));
  return db
    .select({ id: people.id, name: people.name, email: people.email })
    .from(people)
    .where(
      and(inArray(people.id, member), or(ilike(people.name, words.like), ilike(people.email, words.like))),
    )
    .orderBy(asc(people.name))
    .limit(each);
}
