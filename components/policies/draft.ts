import { z } from "zod";
import { rule } from "@/server/approvals/schema";
import type { Gate } from "@/server/gates/schema";
import { defaultExpiry, type Policy, type PutPolicy } from "@/server/policies/schema";

/** The three kinds of gate, as their field holds them. */
const kinds = ["atLeast", "atMost", "beatsChampionBy"] as const;

/** A number as it is typed: with a point or a comma, with a hyphen or a minus sign. */
const typedNumber = z
  .string()
  .trim()
  .transform((text) => Number(text.replace(",", ".").replace("−", "-") || Number.NaN))
  .refine(Number.isFinite, "is not a number");

/** A policy as its form holds it. */
export const draft = z.object({
  gates: z.array(
    z.object({
      metric: z.string().trim().min(1, "is empty").max(250),
      kind: z.enum(kinds),
      bound: typedNumber,
    }),
  ),
  rules: z.array(
    z.object({
      role: rule.shape.role,
      count: z.coerce.number().int("is not whole").min(1, "is under 1").max(20, "is over 20"),
    }),
  ),
  expiresAfterDays: z.coerce.number().int("is not whole").min(1, "is under a day").max(365, "is over a year"),
});
export type Draft = z.input<typeof draft>;

const typed = (value: number): string => String(value);

function fieldsOf(gate: Gate): Draft["gates"][number] {
  if ("atLeast" in gate) return { metric: gate.metric, kind: "atLeast", bound: typed(gate.atLeast) };
  if ("atMost" in gate) return { metric: gate.metric, kind: "atMost", bound: typed(gate.atMost) };
  return { metric: gate.metric, kind: "beatsChampionBy", bound: typed(gate.beatsChampionBy) };
}

/** The form's first values: the policy in force, or one approver and a week. */
export function draftOf(policy: Policy | null): Draft {
  if (!policy)
    return { gates: [], rules: [{ role: "approver", count: 1 }], expiresAfterDays: defaultExpiry / 24 };
  return {
    gates: policy.gates.map(fieldsOf),
    rules: policy.rules.map(({ role, count }) => ({ role, count })),
    expiresAfterDays: Math.max(1, Math.round(policy.expiresAfterHours / 24)),
  };
}

/** What the form sends. An expiry that was not edited keeps its hours. */
export function termsOf(
  values: z.output<typeof draft>,
  before: Policy | null,
): Pick<PutPolicy, "gates" | "rules" | "expiresAfterHours"> {
  const kept = before && draftOf(before).expiresAfterDays === values.expiresAfterDays;
  return {
    gates: values.gates.map(({ metric, kind, bound }): Gate => {
      if (kind === "atLeast") return { metric, atLeast: bound };
      return kind === "atMost" ? { metric, atMost: bound } : { metric, beatsChampionBy: bound };
    }),
    rules: values.rules,
    expiresAfterHours: kept ? before.expiresAfterHours : values.expiresAfterDays * 24,
  };
}
