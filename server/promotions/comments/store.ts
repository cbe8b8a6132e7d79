import "server-only";
import { and, asc, desc, eq, inArray, isNull, lt, or } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { memberships, people, projects } from "@/server/foundation/db/tables/people";
import { promotionComments, promotionMentions, promotions } from "@/server/foundation/db/tables/promotions";

export type CommentRow = typeof promotionComments.$inferSelect & { author: string };

const withAuthor = { comment: promotionComments, author: people.name };
const flat = ({ comment, author }: { comment: typeof promotionComments.$inferSelect; author: string }) => ({
  ...comment,
  author,
});

/** Comments of a promotion, newest first, older than `before`. */
export async function page(
  db: Db | Tx,
  scope: ProjectScope,
  at: { promotion: string; before: string | null; limit: number },
): Promise<CommentRow[]> {
  const rows = await db
    .select(withAuthor)
    .from(promotionComments)
    .innerJoin(people, eq(people.id, promotionComments.personId))
    .innerJoin(promotions, eq(promotions.id, promotionComments.promotionId))
    .where(
      and(
        eq(promotionComments.promotionId, at.promotion),
        eq(promotions.projectId, scope.projectId),
        at.before === null ? undefined : lt(promotionComments.id, at.before),
      ),
    )
    .orderBy(desc(promotionComments.id))
    .limit(at.limit);
  return rows.map(flat);
}

export async function find(tx: Tx, scope: ProjectScope, promotion: string, id: string) {
  const [row] = await tx
    .select(withAuthor)
    .from(promotionComments)
    .innerJoin(people, eq(people.id, promotionComments.personId))
    .innerJoin(promotions, eq(promotions.id, promotionComments.promotionId))
    .where(
      and(
        eq(promotionComments.id, id),
        eq(promotionComments.promotionId, promotion),
        eq(promotions.projectId, scope.projectId),
      ),
    );
  return row ? flat(row) : null;
}

/** Writes a comment, and for each of `mentioned` that it is unread. @param at when; now by default */
export async function insert(
  tx: Tx,
  row: { promotionId: string; personId: string; text: string; createdAt?: string },
  mentioned: readonly string[],
): Promise<string> {
  const [made] = await tx.insert(promotionComments).values(row).returning({ id: promotionComments.id });
  if (!made) throw new Error("a comment was not written");
  const { promotionId } = row;
  if (mentioned.length > 0) {
    await tx
      .insert(promotionMentions)
      .values(mentioned.map((personId) => ({ commentId: made.id, personId, promotionId })));
  }
  return made.id;
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.delete(promotionComments).where(eq(promotionComments.id, id));
}

/** The names of people today, whether or not they may still see the promotion. */
export async function namesOf(db: Db | Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(inArray(people.id, [...ids]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Everybody who may see what is in the project, by name: its members and the owners of the installation. */
export async function readers(db: Db | Tx, scope: ProjectScope) {
  const members = db
    .select({ id: memberships.personId })
    .from(memberships)
    .where(eq(memberships.projectId, scope.projectId));
  return db
    .select({ id: people.id, name: people.name, email: people.email })
    .from(people)
    .where(and(isNull(people.disabledAt), or(eq(people.isOwner, true), inArray(people.id, members))))
    .orderBy(asc(people.name), asc(people.id));
}

/** Unread mentions of a person in some projects, newest first, older than `before`. */
export async function unread(
  db: Db | Tx,
  scopes: readonly ProjectScope[],
  at: { person: string; before: string | null; limit: number },
) {
  if (scopes.length === 0) return [];
  return db
    .select({
      ...withAuthor,
      promotion: {
        id: promotions.id,
        project: projects.slug,
        model: models.name,
        version: modelVersions.version,
        environment: environments.name,
      },
    })
    .from(promotionMentions)
    .innerJoin(promotionComments, eq(promotionComments.id, promotionMentions.commentId))
    .innerJoin(people, eq(people.id, promotionComments.personId))
    .innerJoin(promotions, eq(promotions.id, promotionMentions.promotionId))
    .innerJoin(projects, eq(projects.id, promotions.projectId))
    .innerJoin(models, eq(models.id, promotions.modelId))
    .innerJoin(modelVersions, eq(modelVersions.id, promotions.versionId))
    .innerJoin(environments, eq(environments.id, promotions.environmentId))
    .where(
      and(
        eq(promotionMentions.personId, at.person),
        isNull(promotionMentions.readAt),
        inArray(
          promotions.projectId,
          scopes.map((scope) => scope.projectId),
        ),
        at.before === null ? undefined : lt(promotionMentions.commentId, at.before),
      ),
    )
    .orderBy(desc(promotionMentions.commentId))
    .limit(at.limit);
}

/** Marks the unread mentions of a person in a promotion as read. @returns how many there were */
export async function markRead(tx: Tx, promotion: string, person: string, at: string): Promise<number> {
  const rows = await tx
    .update(promotionMentions)
    .set({ readAt: at })
    .where(
      and(
        eq(promotionMentions.personId, person),
        eq(promotionMentions.promotionId, promotion),
        isNull(promotionMentions.readAt),
      ),
    )
    .returning({ id: promotionMentions.commentId });
  return rows.length;
}
