import { z } from "zod";
import { role } from "@/server/access/schema";
import { id, instant, name, pageInput, pageOf, slug } from "@/server/foundation/shapes";

/** Stored and compared in lower case. */
export const email = z.string().trim().toLowerCase().max(254).pipe(z.email("is not an e-mail address"));
export const password = z
  .string()
  .min(12, "takes at least 12 characters")
  .max(200, "takes at most 200 characters");

/** A project's id or slug in an input. */
export const projectName = z.string().min(1).max(60);

export const person = z.object({
  id,
  email: z.string(),
  name: z.string(),
  isOwner: z.boolean(),
  disabled: z.boolean(),
  createdAt: instant,
  lastSeenAt: instant.nullable(),
  memberships: z.array(z.object({ project: slug, role })).describe("in the projects the reader may see"),
});
export type Person = z.infer<typeof person>;

export const listPeople = pageInput.extend({ project: projectName.optional() });
export type ListPeople = z.infer<typeof listPeople>;
export const peoplePage = pageOf(person);

export const createPerson = z
  .object({
    email,
    name,
    password: password.optional().describe("left out, a temporary one is made and returned once"),
    project: projectName.optional(),
    role: role.optional(),
    owner: z.boolean().optional().describe("an owner of the installation; only owners make owners"),
  })
  .refine((given) => (given.project === undefined) === (given.role === undefined), {
    message: "project and role go together",
    path: ["role"],
  });
export type CreatePerson = z.infer<typeof createPerson>;
export const createdPerson = person.extend({
  temporaryPassword: z
    .string()
    .nullable()
    .describe("shown this once; null where one was given or the account existed"),
});
export type CreatedPerson = z.infer<typeof createdPerson>;

export const setRole = z.object({ person: id, project: projectName, role });
export type SetRole = z.infer<typeof setRole>;
export const removeMember = z.object({ person: id, project: projectName });
export type RemoveMember = z.infer<typeof removeMember>;

export const changePerson = z.object({
  id,
  disabled: z.boolean().optional(),
  isOwner: z.boolean().optional(),
});
export type ChangePerson = z.infer<typeof changePerson>;
const endTokens = z.boolean().default(false).describe("whether all their tokens end too");
export const resetPassword = z.object({ id, endTokens });
export type ResetPassword = z.infer<typeof resetPassword>;
export const temporaryPassword = z.object({ temporaryPassword: z.string().describe("shown this once") });

export const renameMe = z.object({ name });
export const changePassword = z.object({ current: z.string().max(200), next: password, endTokens });
export type ChangePassword = z.infer<typeof changePassword>;
