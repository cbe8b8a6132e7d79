import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { changeProject, createProject, listProjects, project, projectPage } from "./schema";
import { change, create, list } from "./service";

const tags = ["projects"];

export const projectsRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/projects", tags, summary: "The projects you belong to" } })
    .input(listProjects)
    .output(projectPage)
    .query(({ ctx, input }) => list(ctx, input)),
  create: procedure
    .meta({ openapi: { method: "POST", path: "/projects", tags, summary: "Make a project" } })
    .input(createProject)
    .output(project)
    .mutation(({ ctx, input }) => create(ctx, input)),
  change: procedure
    .meta({ openapi: { method: "PATCH", path: "/projects/{project}", tags, summary: "Rename a project" } })
    .input(changeProject)
    .output(project)
    .mutation(({ ctx, input }) => change(ctx, input)),
});
