import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { auditChoices, auditChoicesInput, auditPage, listAudit } from "./schema";
import { choices, list } from "./service";

export const auditRouter = router({
  list: procedure
    .meta({
      openapi: { method: "GET", path: "/audit", tags: ["audit"], summary: "The record of who did what" },
    })
    .input(listAudit)
    .output(auditPage)
    .query(({ ctx, input }) => list(ctx, input)),
  choices: procedure
    .input(auditChoicesInput)
    .output(auditChoices)
    .query(({ ctx, input }) => choices(ctx, input)),
});
