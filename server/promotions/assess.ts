import { waitsForRole } from "@/server/approvals/assign";
import type { Rule } from "@/server/approvals/schema";
import { allPass, evaluate, obstacles } from "@/server/gates/evaluate";
import type { GateOutcome } from "@/server/gates/schema";
import type { Sections } from "./evidence/sections";

/**
 * What evidence means for a promotion that nobody has approved yet: the outcomes of its gates, and whether it waits
 * for approvals or is blocked, by a gate or because the registry does not have the version any more.
 * @param rules the approvals that it takes
 */
export function assess(
  { sections, versionGone }: { sections: Sections; versionGone: string | null },
  rules: readonly Rule[],
  requestedBy: string,
): {
  status: "pending" | "blocked";
  gates: GateOutcome[];
  waitsForRole: ReturnType<typeof waitsForRole>;
  outcome: string | null;
  versionGone: string | null;
} {
  const gates = evaluate(sections.policy.gates, sections);
  const outcome = versionGone ?? (allPass(gates) ? null : obstacles(gates));
  if (outcome !== null) return { status: "blocked", gates, waitsForRole: null, outcome, versionGone };
  const role = waitsForRole(rules, [], requestedBy);
  return { status: "pending", gates, waitsForRole: role, outcome, versionGone };
}

/** Whether a promotion is carried out without anybody's approval. */
export const needsNobody = (rules: readonly Rule[], status: "pending" | "blocked"): boolean =>
  status === "pending" && rules.length === 0;
