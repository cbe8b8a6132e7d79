import { waitsForRole } from "@/server/approvals/assign";
import type { Rule } from "@/server/approvals/schema";
import { allPass, evaluate, obstacles } from "@/server/gates/evaluate";
import type { GateOutcome } from "@/server/gates/schema";
import type { Sections } from "./evidence/sections";

/**
 * What evidence means for a promotion that nobody has approved yet: the outcomes of its gates, and whether it waits
 * for approvals or is blocked.
 * @param rules the approvals that it takes
 */
export function assess(
  sections: Sections,
  rules: readonly Rule[],
  requestedBy: string,
): {
  status: "pending" | "blocked";
  gates: GateOutcome[];
  waitsForRole: ReturnType<typeof waitsForRole>;
  outcome: string | null;
} {
  const gates = evaluate(sections.policy.gates, sections);
  if (!allPass(gates)) return { status: "blocked", gates, waitsForRole: null, outcome: obstacles(gates) };
  return { status: "pending", gates, waitsForRole: waitsForRole(rules, [], requestedBy), outcome: null };
}

/** Whether a promotion is carried out without anybody's approval. */
export const needsNobody = (rules: readonly Rule[], status: "pending" | "blocked"): boolean =>
  status === "pending" && rules.length === 0;
