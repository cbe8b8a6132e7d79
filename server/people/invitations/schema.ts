import { z } from "zod";
import { role } from "@/server/access/schema";
import { id, instant, name, pageInput, pageOf, slug } from "@/server/foundation/shapes";
import { email, password, projectName } from "@/server/people/schema";

export const invitation = z.object({
  id,
  project: slug.nullable().describe("null for an invitation to own the installation"),
  role: role.nullable(),
  owner: z.boolean(),
  email: z.string().nullable().describe("the only address that may accept; null where any may"),
  invitedBy: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant,
});
export type Invitation = z.infer<typeof invitation>;

export const listInvitations = pageInput.extend({ project: projectName.optional() });
export type ListInvitations = z.infer<typeof listInvitations>;
export const invitationPage = pageOf(invitation);

export const createInvitation = z
  .object({
    project: projectName.optional(),
    role: role.optional(),
    owner: z.boolean().optional().describe("to own the installation; only owners invite owners"),
    email: email.optional().describe("then only this address may accept"),
    expiresInDays: z.number().int().min(1).max(30).default(7),
  })
  .refine((given) => given.owner || given.project !== undefined, { message: "is missing", path: ["project"] })
  .refine((given) => given.owner || given.role !== undefined, { message: "is missing", path: ["role"] });
export type CreateInvitation = z.infer<typeof createInvitation>;
export const createdInvitation = invitation.extend({
  url: z.string().describe("the one-time link, shown this once; Terrapin sends no mail"),
});
export type CreatedInvitation = z.infer<typeof createdInvitation>;

export const revokeInvitation = z.object({ id });

export const invitationToken = z.string().max(200);
export const previewInvitation = z.object({ token: invitationToken });
export const invitationPreview = z.object({
  state: z.enum(["open", "unknown", "expired", "accepted", "revoked"]),
  projectName: z.string().nullable(),
  role: role.nullable(),
  owner: z.boolean(),
  email: z.string().nullable(),
  invitedBy: z.string().nullable(),
});
export type InvitationPreview = z.infer<typeof invitationPreview>;

/** Without an account, the signed-in person joins. */
export const acceptInvitation = z.object({
  token: invitationToken,
  account: z.object({ name, email, password }).optional(),
});
export type AcceptInvitation = z.infer<typeof acceptInvitation>;
export const acceptedInvitation = z.object({ email: z.string(), project: slug.nullable() });
export type AcceptedInvitation = z.infer<typeof acceptedInvitation>;
