import { waitsForRole } from "@/server/approvals/assign";
import { allPass, evaluate, obstacles } from "@/server/gates/evaluate";
import type { GateOutcome } from "@/server/gates/schema";
import type { Sections } from "./evidence/sections";

/**
 * What evidence means for a promotion that nobody has approved yet: the outcomes of its gates, and whether it waits
 * for approvals or is blocked.
 */
export function assess(
  sections: Sections,
  requestedBy: string,
): {
  status: "pending" | "blocked";
  gates: GateOutcome[];
  waitsForRole: ReturnType<typeof waitsForRole>;
  outcome: string | null;
} {
  const { gates: required, rules } = sections.policy;
  const gates = evaluate(required, sections);
  if (!allPass(gates)) return { status: "blocked", gates, waitsForRole: null, outcome: obstacles(gates) };
  return { status: "pending", gates, waitsForRole: waitsForRole(rules, [], requestedBy), outcome: null };
}

/** Whether evidence takes a promotion into its environment without anybody's approval. */
export const needsNobody = (sections: Sections, status: "pending" | "blocked"): boolean =>
  status === "pending" && sections.policy.rules.length === 0;
