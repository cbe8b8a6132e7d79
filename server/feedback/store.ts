import "server-only";
import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { isCalled } from "@/server/foundation/db/model-names";
import type { Db, Tx } from "@/server/foundation/db/open";
import { feedbackItems, feedbackText, forms } from "@/server/foundation/db/tables/feedback";
import { environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { memberships, people, projects } from "@/server/foundation/db/tables/people";
import { bucketSize, emptyHistogram, fillHistogram } from "@/server/foundation/histogram";
import { escapeLike } from "@/server/foundation/like";
import type { Histogram } from "@/server/foundation/shapes";
import { openStatuses } from "./open";
import type { FeedbackStatus, ListFeedback } from "./schema";

export type Position = { at: string; id: string };
type Narrowing = Omit<ListFeedback, "cursor" | "limit">;

function conditions(scopes: ProjectScope[], input: Narrowing, me: string): SQL | undefined {
  const ids = scopes.map((s) => s.projectId);
  return and(
    // One project keeps the index order; several are few.
    ids.length === 1 ? eq(feedbackItems.projectId, ids[0] as string) : inArray(feedbackItems.projectId, ids),
    input.status === "open"
      ? inArray(feedbackItems.status, [...openStatuses])
      : input.status && eq(feedbackItems.status, input.status),
    input.form ? eq(forms.slug, input.form) : undefined,
    input.model ? isCalled(input.model) : undefined,
    input.version ? eq(modelVersions.version, input.version) : undefined,
    input.assignee === "nobody"
      ? isNull(feedbackItems.assigneeId)
      : input.assignee
        ? eq(feedbackItems.assigneeId, input.assignee === "me" ? me : input.assignee)
        : undefined,
    input.tag ? sql`${feedbackItems.tags} @> array[${input.tag}]::text[]` : undefined,
    input.complaint === undefined ? undefined : eq(feedbackItems.complaint, input.complaint),
    input.from ? gte(feedbackItems.createdAt, input.from) : undefined,
    input.q ? sql`${feedbackText} ilike ${`%${escapeLike(input.q)}%`}` : undefined,
  );
}

const joined = (db: Db | Tx) =>
  db
    .select({
      ...getTableColumns(feedbackItems),
      project: projects.slug,
      formSlug: forms.slug,
      formTitle: forms.title,
      fields: forms.fields,
      model: models.name,
      environment: environments.name,
      version: modelVersions.version,
      assignee: people.name,
    })
    .from(feedbackItems)
    .innerJoin(projects, eq(projects.id, feedbackItems.projectId))
    .innerJoin(forms, eq(forms.id, feedbackItems.formId))
    .innerJoin(models, eq(models.id, feedbackItems.modelId))
    .innerJoin(environments, eq(environments.id, forms.environmentId))
    .leftJoin(modelVersions, eq(modelVersions.id, feedbackItems.versionId))
    .leftJoin(people, eq(people.id, feedbackItems.assigneeId));

export type JoinedItem = Awaited<ReturnType<typeof joined>>[number];

/** Items newest first, after a position. */
export async function page(
  db: Db | Tx,
  scopes: ProjectScope[],
  input: Narrowing,
  at: { me: string; after: Position | null; limit: number },
): Promise<JoinedItem[]> {
  if (scopes.length === 0) return [];
  const { createdAt, id } = feedbackItems;
  const after = at.after
    ? or(lt(createdAt, at.after.at), and(eq(createdAt, at.after.at), lt(id, at.after.id)))
    : undefined;
  return joined(db)
    .where(and(conditions(scopes, input, at.me), after))
    .orderBy(desc(createdAt), desc(id))
    .limit(at.limit);
}

export async function findItem(db: Db | Tx, id: string): Promise<JoinedItem | null> {
  const [row] = await joined(db).where(eq(feedbackItems.id, id));
  return row ?? null;
}

export async function projectOfItem(db: Db | Tx, id: string): Promise<string | null> {
  const [row] = await db
    .select({ p: feedbackItems.projectId })
    .from(feedbackItems)
    .where(eq(feedbackItems.id, id));
  return row?.p ?? null;
}

/** What is counted of the items that the conditions let through, as a table of its own. */
const narrowed = (db: Db | Tx, scopes: ProjectScope[], input: Narrowing, me: string) =>
  db
    .select({
      status: feedbackItems.status,
      createdAt: feedbackItems.createdAt,
      complaint: feedbackItems.complaint,
    })
    .from(feedbackItems)
    .innerJoin(forms, eq(forms.id, feedbackItems.formId))
    .innerJoin(models, eq(models.id, feedbackItems.modelId))
    .leftJoin(modelVersions, eq(modelVersions.id, feedbackItems.versionId))
    .where(conditions(scopes, { ...input, status: undefined }, me))
    .as("narrowed");

/** How many items each status has. */
export async function countByStatus(db: Db | Tx, scopes: ProjectScope[], input: Narrowing, me: string) {
  const counts: Record<FeedbackStatus, number> = { new: 0, confirmed: 0, fixed: 0, declined: 0 };
  if (scopes.length === 0) return counts;
  const items = narrowed(db, scopes, input, me);
  const rows = await db.select({ status: items.status, n: count() }).from(items).groupBy(items.status);
  for (const row of rows) counts[row.status] = row.n;
  return counts;
}

/** Items of any status over time, from the first one to now, and how many of them are complaints. */
export async function histogram(
  db: Db | Tx,
  scopes: ProjectScope[],
  input: Narrowing,
  { me, buckets }: { me: string; buckets: number },
): Promise<Histogram> {
  if (scopes.length === 0) return emptyHistogram;
  const items = narrowed(db, scopes, input, me);
  const ms = (at: SQL) => sql<number>`(extract(epoch from ${at}) * 1000)::float8`;
  const [ends] = await db
    .select({
      from: sql<number | null>`${ms(sql`min(${items.createdAt})`)}`,
      to: ms(sql`greatest(now(), max(${items.createdAt}))`),
    })
    .from(items);
  if (!ends || ends.from === null) return emptyHistogram;
  // Whole milliseconds, so that no item is before the first bucket or after the last by a rounding error.
  const from = Math.floor(ends.from);
  const size = bucketSize(from, ends.to + 1, buckets);
  const start = sql`to_timestamp(${from}::float8 / 1000)`;
  const bin = sql`date_bin(make_interval(secs => ${size / 1000}::float8), ${items.createdAt}, ${start})`;
  const rows = await db
    .select({
      at: ms(bin),
      total: count(),
      bad: sql<number>`(count(*) filter (where ${items.complaint}))::integer`,
    })
    .from(items)
    .groupBy(sql`1`);
  return fillHistogram(from, size, buckets, rows);
}

/** Adds an item, or gives the one that the same idempotency key made before. */
export async function insertItem(tx: Tx, values: typeof feedbackItems.$inferInsert) {
  const [made] = await tx
    .insert(feedbackItems)
    .values(values)
    .onConflictDoNothing()
    .returning({ id: feedbackItems.id });
  if (made) return { id: made.id, duplicate: false };
  const [before] = await tx
    .select({ id: feedbackItems.id })
    .from(feedbackItems)
    .where(
      and(
        eq(feedbackItems.formId, values.formId),
        eq(feedbackItems.idempotencyKey, values.idempotencyKey ?? ""),
      ),
    );
  if (!before) throw new Error("an item was neither inserted nor found by its idempotency key");
  return { id: before.id, duplicate: true };
}

export async function updateItem(
  tx: Tx,
  scope: ProjectScope,
  id: string,
  values: Partial<typeof feedbackItems.$inferInsert>,
) {
  await tx
    .update(feedbackItems)
    .set({ ...values, updatedAt: new Date().toISOString() })
    .where(and(eq(feedbackItems.projectId, scope.projectId), eq(feedbackItems.id, id)));
}

/** The row under a lock, so that two triagers do not overwrite each other unseen. */
export async function lockItem(tx: Tx, scope: ProjectScope, id: string) {
  const [row] = await tx
    .select()
    .from(feedbackItems)
    .where(and(eq(feedbackItems.projectId, scope.projectId), eq(feedbackItems.id, id)))
    .for("update");
  return row ?? null;
}

/** Whether a person can be given an item: a member of the project or an owner, with an open account. */
export async function mayLookAfter(db: Db | Tx, scope: ProjectScope, personId: string): Promise<boolean> {
  const [row] = await db
    .select({ id: people.id })
    .from(people)
    .leftJoin(
      memberships,
      and(eq(memberships.personId, people.id), eq(memberships.projectId, scope.projectId)),
    )
    .where(
      and(
        eq(people.id, personId),
        isNull(people.disabledAt),
        or(eq(people.isOwner, true), isNotNull(memberships.role)),
      ),
    );
  return row !== undefined;
}
