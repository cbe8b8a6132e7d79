import { z } from "zod";
import { id, instant, name } from "@/server/shapes";

const metric = z.string().trim().min(1, "is empty").max(250);
const bound = z.number();

/** A condition on a metric of the challenger: against a bound, or against the champion. */
export const gate = z.union([
  z.strictObject({ metric, atLeast: bound }),
  z.strictObject({ metric, atMost: bound }),
  z.strictObject({
    metric,
    beatsChampionBy: bound.describe(
      "how much better it must be, in the direction in which the metric improves; negative allows a loss",
    ),
  }),
]);
export type Gate = z.infer<typeof gate>;

/** N approvals by people of a role or of one above it; the roles are those that may decide at all. */
export const rule = z.strictObject({
  role: z.enum(["approver", "maintainer"]),
  count: z.number().int().min(1).max(20),
});
export type Rule = z.infer<typeof rule>;

/** How long a promotion waits for its approvals when the policy does not say: a week. */
export const defaultExpiry = 168;

/** What a promotion is judged by. */
export const terms = z.object({
  gates: z.array(gate).max(50),
  rules: z.array(rule).max(10),
  expiresAfterHours: z.number().int().min(1).max(8760),
});
export type Terms = z.infer<typeof terms>;

export const putPolicy = z.object({
  project: z
    .string()
    .max(60)
    .optional()
    .describe("needed only where several projects have a model of this name"),
  model: name,
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
  model: z.string().max(200).optional(),
  environment: z.string().max(200).optional(),
});
export type ListPolicies = z.infer<typeof listPolicies>;

/** There are as many policies as models times environments: few enough for one page. */
export const policyPage = z.object({ items: z.array(policy), nextCursor: z.string().nullable() });
