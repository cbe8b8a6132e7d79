import { z } from "zod";
import { role } from "@/server/access/schema";
import { id, instant, name, pageInput, pageOf, slug } from "@/server/foundation/shapes";
import { projectName } from "@/server/people/schema";

export const project = z.object({
  id,
  slug,
  name: z.string(),
  createdAt: instant,
  role: role.describe("the reader's own; maintainer for owners of the installation"),
  people: z.number().int(),
  connections: z.number().int(),
});
export type Project = z.infer<typeof project>;

export const listProjects = pageInput;
export type ListProjects = z.infer<typeof listProjects>;
export const projectPage = pageOf(project);

export const createProject = z.object({
  name,
  slug: slug.optional().describe("its name in addresses; made from the name when left out"),
});
export type CreateProject = z.infer<typeof createProject>;

export const changeProject = z.object({
  project: projectName.describe("id or slug"),
  name: name.optional(),
  slug: slug.optional(),
});
export type ChangeProject = z.infer<typeof changeProject>;
