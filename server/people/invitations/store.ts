import "server-only";
import { and, desc, eq, gt, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { invitations, people, projects } from "@/server/foundation/db/tables/people";

const columns = {
  id: invitations.id,
  project: projects.slug,
  role: invitations.role,
  owner: invitations.isOwner,
  email: invitations.email,
  invitedBy: people.name,
  createdAt: invitations.createdAt,
  expiresAt: invitations.expiresAt,
};

const open = and(
  isNull(invitations.acceptedAt),
  isNull(invitations.revokedAt),
  gt(invitations.expiresAt, sql`now()`),
);

const selectInvitations = (db: Db | Tx) =>
  db
    .select(columns)
    .from(invitations)
    .leftJoin(projects, eq(projects.id, invitations.projectId))
    .leftJoin(people, eq(people.id, invitations.invitedBy));

/** Open invitations, newest first. Those to own the installation are visible to owners only. */
export async function pageOfOpen(
  db: Db | Tx,
  scopes: ProjectScope[],
  at: { withOwners: boolean; before: string | null; limit: number },
) {
  const ids = scopes.map((scope) => scope.projectId);
  const visible = or(
    ids.length ? inArray(invitations.projectId, ids) : sql`false`,
    at.withOwners ? isNull(invitations.projectId) : undefined,
  );
  return selectInvitations(db)
    .where(and(open, visible, at.before ? lt(invitations.id, at.before) : undefined))
    .orderBy(desc(invitations.id))
    .limit(at.limit);
}

export async function insertInvitation(tx: Tx, values: typeof invitations.$inferInsert) {
  const [made] = await tx.insert(invitations).values(values).returning({ id: invitations.id });
  if (!made) throw new Error("insert gave no row");
  const [row] = await selectInvitations(tx).where(eq(invitations.id, made.id));
  if (!row) throw new Error(`invitation ${made.id} was not found`);
  return row;
}

/** The project of an open invitation; `project` is null for one to own the installation. */
export async function findOpen(db: Db | Tx, id: string) {
  const [row] = await db
    .select({ project: invitations.projectId, email: invitations.email })
    .from(invitations)
    .where(and(eq(invitations.id, id), open));
  return row ?? null;
}

export async function revoke(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx
    .update(invitations)
    .set({ revokedAt: new Date().toISOString() })
    .where(and(eq(invitations.id, id), open))
    .returning({ id: invitations.id });
  return rows.length > 0;
}

/** The invitation of a secret, whatever its state. */
export async function byToken(db: Db | Tx, tokenHash: string) {
  const [row] = await db
    .select({
      id: invitations.id,
      projectId: invitations.projectId,
      slug: projects.slug,
      projectName: projects.name,
      role: invitations.role,
      owner: invitations.isOwner,
      email: invitations.email,
      invitedBy: people.name,
      inviterId: invitations.invitedBy,
      inviterIsOwner: sql<boolean | null>`${people.isOwner} and ${people.disabledAt} is null`,
      expiresAt: invitations.expiresAt,
      acceptedAt: invitations.acceptedAt,
      revokedAt: invitations.revokedAt,
    })
    .from(invitations)
    .leftJoin(projects, eq(projects.id, invitations.projectId))
    .leftJoin(people, eq(people.id, invitations.invitedBy))
    .where(eq(invitations.tokenHash, tokenHash));
  return row ?? null;
}

/** Marks an open invitation as accepted. @returns false when it is not open, as for the second of two at a time */
export async function accept(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx
    .update(invitations)
    .set({ acceptedAt: new Date().toISOString() })
    .where(and(eq(invitations.id, id), open))
    .returning({ id: invitations.id });
  return rows.length > 0;
}

export async function setAcceptedBy(tx: Tx, id: string, personId: string): Promise<void> {
  await tx.update(invitations).set({ acceptedBy: personId }).where(eq(invitations.id, id));
}
