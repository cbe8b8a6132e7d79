import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { auditPage, listAudit } from "./schema";
import { list } from "./service";

export const auditRouter = router({
  list: procedure
    .meta({
      openapi: { method: "GET", path: "/audit", tags: ["audit"], summary: "The record of who did what" },
    })
    .input(listAudit)
    .output(auditPage)
    .query(({ ctx, input }) => list(ctx, input)),
});
