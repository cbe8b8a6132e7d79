import "server-only";
import { and, asc, count, eq, inArray, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { memberships, projects } from "@/server/foundation/db/tables/people";

/** A page of projects by name, after `after`, with the numbers of their people and connections. */
export async function pageOfProjects(
  db: Db | Tx,
  scopes: ProjectScope[],
  at: { after: { name: string; id: string } | null; limit: number },
) {
  if (!scopes.length) return [];
  const people = db.select({ n: count() }).from(memberships).where(eq(memberships.projectId, projects.id));
  const links = db.select({ n: count() }).from(connections).where(eq(connections.projectId, projects.id));
  return db
    .select({
      id: projects.id,
      slug: projects.slug,
      name: projects.name,
      createdAt: projects.createdAt,
      people: sql`(${people})`.mapWith(Number),
      connections: sql`(${links})`.mapWith(Number),
    })
    .from(projects)
    .where(
      and(
        inArray(
          projects.id,
          scopes.map((scope) => scope.projectId),
        ),
        at.after
          ? sql`(${projects.name}, ${projects.id}) > (${at.after.name}, ${at.after.id}::bigint)`
          : undefined,
      ),
    )
    .orderBy(asc(projects.name), asc(projects.id))
    .limit(at.limit);
}

export async function insertProject(tx: Tx, values: { slug: string; name: string }): Promise<string> {
  const [row] = await tx.insert(projects).values(values).returning({ id: projects.id });
  if (!row) throw new Error("insert gave no row");
  return row.id;
}

export async function updateProject(
  tx: Tx,
  scope: ProjectScope,
  values: { slug?: string; name?: string },
): Promise<void> {
  await tx.update(projects).set(values).where(eq(projects.id, scope.projectId));
}
