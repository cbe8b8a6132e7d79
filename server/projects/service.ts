import "server-only";
import { z } from "zod";
import { type ProjectScope, projectsWith, requireOwner, requireRight } from "@/server/access/access";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import { isUniqueViolation, Refusal } from "@/server/foundation/errors";
import { keysetPage, type Page } from "@/server/foundation/paging";
import type { ChangeProject, CreateProject, ListProjects, Project } from "./schema";
import { slugOf } from "./slug";
import * as store from "./store";

const cursor = z.object({ name: z.string(), id: z.string() });

/** The projects that the reader belongs to; all projects for an owner. */
export async function list(ctx: Ctx, input: ListProjects): Promise<Page<Project>> {
  const scopes = await projectsWith(ctx, "runs.read");
  const page = await keysetPage(
    input,
    cursor,
    (after, limit) => store.pageOfProjects(ctx.db, scopes, { after, limit }),
    ({ name, id }) => ({ name, id }),
  );
  return { ...page, items: withRoles(page.items, scopes) };
}

type Rows = Awaited<ReturnType<typeof store.pageOfProjects>>;

function withRoles(rows: Rows, scopes: ProjectScope[]): Project[] {
  const roleIn = new Map(scopes.map((scope) => [scope.projectId, scope.role]));
  return rows.flatMap((row) => {
    const role = roleIn.get(row.id);
    return role ? [{ ...row, role }] : [];
  });
}

async function one(ctx: Ctx, project: string): Promise<Project> {
  const scopes = await projectsWith(ctx, "runs.read", project);
  const [found] = withRoles(await store.pageOfProjects(ctx.db, scopes, { after: null, limit: 1 }), scopes);
  if (!found) throw new Refusal("NOT_FOUND", { what: `There is no project ${project}.` });
  return found;
}

/** Makes a project. Only owners may; its maintainers manage what is in it. */
export async function create(ctx: Ctx, input: CreateProject): Promise<Project> {
  const actor = await requireOwner(ctx);
  const slug = input.slug ?? slugOf(input.name);
  if (!slug) {
    throw new Refusal("BAD_REQUEST", {
      what: "This name has no letters that an address can hold.",
      todo: "Give its name in addresses too.",
    });
  }
  const id = await ctx.db
    .transaction(async (tx) => {
      const made = await store.insertProject(tx, { slug, name: input.name });
      await record(tx, actor, {
        action: "project.created",
        project: made,
        subject: { kind: "project", id: made, name: input.name },
        data: { slug },
      });
      await announce(tx, { project: null, noun: "people" });
      return made;
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? slugTaken(slug) : error;
    });
  return one(ctx, id);
}

/** Renames a project, or its name in addresses; links with the old one then no longer work. */
export async function change(ctx: Ctx, input: ChangeProject): Promise<Project> {
  const scope = await requireRight(ctx, "projects.manage", { project: input.project });
  const { name, slug } = input;
  if (name === undefined && slug === undefined) return one(ctx, scope.projectId);
  await ctx.db
    .transaction(async (tx) => {
      await store.updateProject(tx, scope, { name, slug });
      await record(tx, scope.actor, {
        action: "project.changed",
        project: scope.projectId,
        subject: { kind: "project", id: scope.projectId, name: name ?? scope.slug },
        data: { name, slug },
      });
      await announce(tx, { project: null, noun: "people" });
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? slugTaken(slug ?? "") : error;
    });
  return one(ctx, scope.projectId);
}

const slugTaken = (slug: string) =>
  new Refusal("CONFLICT", { what: `There is already a project at ${slug}.`, todo: "Choose another name." });
