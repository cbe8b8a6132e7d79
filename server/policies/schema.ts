import { z } from "zod";
import { id, instant, modelName, name } from "@/server/foundation/shapes";
import { terms } from "@/server/promotions/schema";

/** How long a promotion waits for its approvals when the policy does not say: a week. */
export const defaultExpiry = 168;

export const putPolicy = z.object({
  project: z
    .string()
    .max(60)
    .optional()
    .describe("needed only where several projects have a model of this name"),
  model: modelName,
  environment: name,
  gates: terms.shape.gates,
  rules: terms.shape.rules,
  expiresAfterHours: terms.shape.expiresAfterHours.default(defaultExpiry),
});
export type PutPolicy = z.input<typeof putPolicy>;

export const policy = terms.extend({
  id,
  project: z.string(),
  model: z.string(),
  environment: z.string(),
  revision: z.number().int(),
  createdBy: z.object({ id, name: z.string() }).nullable(),
  createdAt: instant,
  /** Rules that the project's people cannot meet as they are now, in words. */
  warnings: z.array(z.string()),
});
export type Policy = z.infer<typeof policy>;

export const listPolicies = z.object({
  project: z.string().max(60).optional(),
  model: modelName.optional(),
  environment: z.string().max(200).optional(),
});
export type ListPolicies = z.infer<typeof listPolicies>;

/** There are as many policies as models times environments: few enough for one page. */
export const policyPage = z.object({ items: z.array(policy), nextCursor: z.string().nullable() });
