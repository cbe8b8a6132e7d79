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

const project = z.string().max(60).optional();

export const listAudit = pageInput.extend({
  project,
  subjectKind: z.string().max(40).optional(),
  subjectId: z.string().max(200).optional(),
  action: z.string().max(80).optional().describe("an action, or the beginning of one such as `promotion.`"),
  person: z
    .union([id, z.enum(["system", "public"])])
    .optional()
    .describe(
      "the id of who did it; `system` for what Terrapin did by itself, `public` for people without an account",
    ),
  from: instant.optional().describe("events from this time on"),
  to: instant.optional().describe("events before this time"),
  order: z.enum(["newest", "oldest"]).default("newest").describe("which events come first"),
});
export type ListAudit = z.infer<typeof listAudit>;

export const auditPage = pageOf(auditEvent);

export const auditChoicesInput = z.object({ project });
export type AuditChoicesInput = z.infer<typeof auditChoicesInput>;

/** What the record can be narrowed to: the actions and the people in it. */
export const auditChoices = z.object({
  actions: z.array(z.string()),
  people: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type AuditChoices = z.infer<typeof auditChoices>;
