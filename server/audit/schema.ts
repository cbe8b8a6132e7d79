import { z } from "zod";
import { id, instant, pageInput, pageOf } from "@/server/foundation/shapes";

export const auditEvent = z.object({
  id,
  at: instant,
  actor: z.object({
    kind: z.enum(["person", "system", "public"]),
    id: z.string().nullable(),
    name: z.string(),
  }),
  via: z.string(),
  action: z.string(),
  project: z.string().nullable().describe("the project's slug; null for what concerns the installation"),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  data: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
});
export type AuditEvent = z.infer<typeof auditEvent>;

export const listAudit = pageInput.extend({
  project: z.string().max(60).optional(),
  subjectKind: z.string().max(40).optional(),
  subjectId: z.string().max(200).optional(),
  action: z.string().max(80).optional().describe("an action, or the beginning of one such as `promotion.`"),
});
export type ListAudit = z.infer<typeof listAudit>;

export const auditPage = pageOf(auditEvent);
