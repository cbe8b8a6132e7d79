import "server-only";
import { and, asc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { type Role, roles } from "@/server/access/rights";
import type { Db, Tx } from "@/server/foundation/db/open";
import { memberships, people, projects } from "@/server/foundation/db/tables/people";
import { type ChangedBy, keepAccessChange } from "./access-changes";

export type PersonRow = Awaited<ReturnType<typeof pageOfPeople>>[number];

/** Which people and roles a reader sees. `everyone` is true for owners; `self` is the reader. */
export type Visibility = { scopes: ProjectScope[]; everyone: boolean; self: string | null };

const inScopes = (column: typeof memberships.projectId, { scopes }: Visibility): SQL =>
  scopes.length
    ? inArray(
        column,
        scopes.map((scope) => scope.projectId),
      )
    : sql`false`;

function visibleRoles(db: Db | Tx, visibility: Visibility) {
  const each = db
    .select({
      all: sql`coalesce(jsonb_agg(jsonb_build_object('project', ${projects.slug}, 'role', ${memberships.role}) order by ${projects.slug}), '[]')`,
    })
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .where(and(eq(memberships.personId, people.id), inScopes(memberships.projectId, visibility)));
  return sql<{ project: string; role: Role }[]>`(${each})`.as("visible_roles");
}

const columns = (db: Db | Tx, visibility: Visibility) => ({
  id: people.id,
  email: people.email,
  name: people.name,
  isOwner: people.isOwner,
  disabledAt: people.disabledAt,
  createdAt: people.createdAt,
  lastSeenAt: people.lastSeenAt,
  memberships: visibleRoles(db, visibility),
});

/** A page of people by name, after `after`. */
export async function pageOfPeople(
  db: Db | Tx,
  visibility: Visibility,
  at: { after: { name: string; id: string } | null; limit: number },
) {
  const member = db
    .select({ id: memberships.personId })
    .from(memberships)
    .where(inScopes(memberships.projectId, visibility));
  const visible = or(
    inArray(people.id, member),
    visibility.self ? eq(people.id, visibility.self) : undefined,
  );
  return db
    .select(columns(db, visibility))
    .from(people)
    .where(
      and(
        visibility.everyone ? undefined : visible,
        at.after
          ? sql`(${people.name}, ${people.id}) > (${at.after.name}, ${at.after.id}::bigint)`
          : undefined,
      ),
    )
    .orderBy(asc(people.name), asc(people.id))
    .limit(at.limit);
}

export async function personById(db: Db | Tx, visibility: Visibility, id: string): Promise<PersonRow | null> {
  const [row] = await db.select(columns(db, visibility)).from(people).where(eq(people.id, id));
  return row ?? null;
}

/** Whether there is an account that owns the installation, closed ones included. */
export async function anyOwner(db: Db | Tx): Promise<boolean> {
  return (await db.$count(people, eq(people.isOwner, true))) > 0;
}

export async function personByEmail(db: Db | Tx, email: string) {
  const [row] = await db.select().from(people).where(eq(people.email, email));
  return row ?? null;
}

export async function insertPerson(
  tx: Tx,
  values: { email: string; name: string; passwordHash: string; isOwner: boolean },
  by: ChangedBy,
): Promise<{ id: string }> {
  const [row] = await tx.insert(people).values(values).returning({ id: people.id });
  if (!row) throw new Error("insert gave no row");
  await keepAccessChange(tx, { personId: row.id, kind: "account_made" }, by);
  return row;
}

/** Locks the owners who can sign in until the transaction ends, so that two changes at a time cannot remove the last. */
export async function lockOpenOwners(tx: Tx): Promise<string[]> {
  const rows = await tx
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.isOwner, true), isNull(people.disabledAt)))
    .orderBy(asc(people.id))
    .for("update");
  return rows.map((row) => row.id);
}

export async function renamePerson(tx: Tx, id: string, name: string): Promise<void> {
  await tx.update(people).set({ name }).where(eq(people.id, id));
}

/** Closes or opens an account, gives or withdraws ownership. */
export async function updateAccount(
  tx: Tx,
  id: string,
  values: { isOwner?: boolean; disabled?: boolean },
  by: ChangedBy,
): Promise<void> {
  const { isOwner, disabled } = values;
  if (isOwner === undefined && disabled === undefined) return;
  const disabledAt = disabled === undefined ? undefined : disabled ? new Date().toISOString() : null;
  await tx.update(people).set({ isOwner, disabledAt }).where(eq(people.id, id));
  const kinds = [
    disabled === undefined ? null : disabled ? "account_closed" : "account_opened",
    isOwner === undefined ? null : isOwner ? "owner_made" : "owner_withdrawn",
  ] as const;
  for (const kind of kinds) if (kind) await keepAccessChange(tx, { personId: id, kind }, by);
}

/** Sets a password; sessions that began before are no longer valid. */
export async function putPassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
  const passwordChangedAt = new Date().toISOString();
  await tx.update(people).set({ passwordHash, passwordChangedAt }).where(eq(people.id, id));
}

export async function roleOf(db: Db | Tx, projectId: string, personId: string): Promise<Role | null> {
  const [row] = await db
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.projectId, projectId), eq(memberships.personId, personId)));
  return row?.role ?? null;
}

export async function putRole(
  tx: Tx,
  projectId: string,
  personId: string,
  role: Role,
  by: ChangedBy,
): Promise<void> {
  const before = await roleOf(tx, projectId, personId);
  if (before === role) return;
  const kind = before && roles.indexOf(role) < roles.indexOf(before) ? "role_lowered" : "role_raised";
  await keepAccessChange(tx, { projectId, personId, kind, role }, by);
  await tx
    .insert(memberships)
    .values({ projectId, personId, role })
    .onConflictDoUpdate({ target: [memberships.projectId, memberships.personId], set: { role } });
}

export async function deleteRole(
  tx: Tx,
  scope: ProjectScope,
  personId: string,
  by: ChangedBy,
): Promise<Role | null> {
  const [row] = await tx
    .delete(memberships)
    .where(and(eq(memberships.projectId, scope.projectId), eq(memberships.personId, personId)))
    .returning({ role: memberships.role });
  if (!row) return null;
  await keepAccessChange(tx, { projectId: scope.projectId, personId, kind: "left" }, by);
  return row.role;
}
