import "server-only";
import { z } from "zod";
import { procedure, router } from "@/server/foundation/trpc";
import {
  acceptedInvitation,
  acceptInvitation,
  createdInvitation,
  createInvitation,
  invitationPage,
  invitationPreview,
  listInvitations,
  previewInvitation,
  revokeInvitation,
} from "./schema";
import { accept, create, list, preview, revoke } from "./service";

const tags = ["people"];

export const invitationsRouter = router({
  list: procedure
    .meta({
      openapi: { method: "GET", path: "/invitations", tags, summary: "Open invitations" },
    })
    .input(listInvitations)
    .output(invitationPage)
    .query(({ ctx, input }) => list(ctx, input)),
  create: procedure
    .meta({ openapi: { method: "POST", path: "/invitations", tags, summary: "Make a one-time link" } })
    .input(createInvitation)
    .output(createdInvitation)
    .mutation(({ ctx, input }) => create(ctx, input)),
  revoke: procedure
    .meta({ openapi: { method: "DELETE", path: "/invitations/{id}", tags, summary: "Void a link" } })
    .input(revokeInvitation)
    .output(z.void())
    .mutation(({ ctx, input }) => revoke(ctx, input)),
  preview: procedure
    .input(previewInvitation)
    .output(invitationPreview)
    .query(({ ctx, input }) => preview(ctx, input)),
  accept: procedure
    .input(acceptInvitation)
    .output(acceptedInvitation)
    .mutation(({ ctx, input }) => accept(ctx, input)),
});
