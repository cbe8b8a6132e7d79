import "server-only";
import { and, eq, or } from "drizzle-orm";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { memberships, people, projects, sessions } from "@/server/foundation/db/tables/people";
import { Refusal } from "@/server/foundation/errors";
import { type Right, type Role, rights, roleHas } from "./rights";

declare const granted: unique symbol;

/** Proof that a right was checked for a project. Only this file makes one; every store takes one. */
export type ProjectScope = {
  readonly projectId: string;
  readonly slug: string;
  readonly role: Role;
  readonly actor: Actor;
  readonly [granted]: true;
};

type ProjectRow = { id: string; slug: string; role: Role | null };

const scopeOf = (row: ProjectRow, role: Role, actor: Actor) =>
  ({ projectId: row.id, slug: row.slug, role, actor }) as unknown as ProjectScope;

const isId = (text: string) => /^[1-9]\d{0,17}$/.test(text);

/**
 * The signed-in person as the database has them now.
 * @throws Refusal UNAUTHORIZED, also for a disabled account and for a session that has ended since the request began
 */
export async function requirePerson(ctx: Ctx): Promise<Actor> {
  const { actor } = ctx;
  if (!actor) {
    throw new Refusal("UNAUTHORIZED", {
      what: "You are not signed in.",
      todo: "Sign in, or send a valid token as `Authorization: Bearer …`.",
    });
  }
  if (actor.kind === "system") return actor;
  const [row] = await ctx.db
    .select({
      isOwner: people.isOwner,
      disabledAt: people.disabledAt,
      name: people.name,
      email: people.email,
      sessionEndedAt: sessions.endedAt,
    })
    .from(people)
    .leftJoin(sessions, eq(sessions.id, actor.session ?? "0"))
    .where(eq(people.id, actor.id));
  if (!row || row.disabledAt) {
    throw new Refusal("UNAUTHORIZED", {
      what: "This account is closed.",
      todo: "Ask an owner of this installation to open it again.",
    });
  }
  if (row.sessionEndedAt) {
    throw new Refusal("UNAUTHORIZED", { what: "This session has ended.", todo: "Sign in again." });
  }
  return { ...actor, isOwner: row.isOwner, name: row.name, email: row.email };
}

/** Only owners of the installation pass. */
export async function requireOwner(ctx: Ctx): Promise<Actor> {
  const actor = await requirePerson(ctx);
  if (!actor.isOwner) {
    throw new Refusal("FORBIDDEN", {
      what: "Only an owner of this installation may do this.",
      todo: "Ask an owner.",
    });
  }
  return actor;
}

async function projectRows(ctx: Ctx, actor: Actor, project?: string): Promise<ProjectRow[]> {
  return ctx.db
    .select({ id: projects.id, slug: projects.slug, role: memberships.role })
    .from(projects)
    .leftJoin(
      memberships,
      and(
        eq(memberships.projectId, projects.id),
        eq(memberships.personId, actor.kind === "person" ? actor.id : "0"),
      ),
    )
    .where(
      project === undefined
        ? undefined
        : isId(project)
          ? or(eq(projects.id, project), eq(projects.slug, project))
          : eq(projects.slug, project),
    )
    .orderBy(projects.id);
}

function grant(row: ProjectRow, actor: Actor, right: Right): ProjectScope {
  const role = actor.isOwner ? "maintainer" : row.role;
  if (!role) {
    throw new Refusal("FORBIDDEN", {
      what: "You are not a member of this project.",
      todo: "Ask one of its maintainers to invite you.",
    });
  }
  if (!roleHas(role, right)) {
    throw new Refusal("FORBIDDEN", {
      what: `This takes the role ${rights[right]} or above; you are ${role} here.`,
      todo: "Ask a maintainer of the project.",
    });
  }
  return scopeOf(row, role, actor);
}

/**
 * First line of a verb addressed by project.
 * @param project a project's id or slug
 * @throws Refusal UNAUTHORIZED, NOT_FOUND (no such project) or FORBIDDEN
 */
export async function requireRight(ctx: Ctx, right: Right, at: { project: string }): Promise<ProjectScope> {
  const actor = await requirePerson(ctx);
  const [row] = await projectRows(ctx, actor, at.project);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no project ${at.project}.` });
  return grant(row, actor, right);
}

/**
 * First line of a verb addressed by an object of a project.
 * @param findProject gives the object's project id, or null when there is no such object
 * @param what names the object in the refusal, such as "run 42"
 */
export async function requireRightOn(
  ctx: Ctx,
  right: Right,
  findProject: (db: Tx | Ctx["db"]) => Promise<string | null | undefined>,
  what: string,
): Promise<ProjectScope> {
  const actor = await requirePerson(ctx);
  const projectId = await findProject(ctx.db);
  if (!projectId) throw new Refusal("NOT_FOUND", { what: `There is no ${what}.` });
  const [row] = await projectRows(ctx, actor, projectId);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no ${what}.` });
  return grant(row, actor, right);
}

/**
 * First line of a verb that lists over projects.
 * @param project narrows to one project; without it, every project in which the actor holds the right
 */
export async function projectsWith(ctx: Ctx, right: Right, project?: string): Promise<ProjectScope[]> {
  if (project !== undefined) return [await requireRight(ctx, right, { project })];
  const actor = await requirePerson(ctx);
  const rows = await projectRows(ctx, actor);
  return rows.flatMap((row) => {
    const role = actor.isOwner ? "maintainer" : row.role;
    return role && roleHas(role, right) ? [scopeOf(row, role, actor)] : [];
  });
}
