import { roles } from "@/server/access/rights";
import type { Rule } from "./schema";

/** The roles a rule can ask for, the highest first. */
const askedRoles = ["maintainer", "approver"] as const;

/** How many people of at least this role the rules ask for together. */
const atLeast = (rules: readonly Rule[], role: Rule["role"]): number =>
  rules.reduce((sum, rule) => (roles.indexOf(rule.role) >= roles.indexOf(role) ? sum + rule.count : sum), 0);

/**
 * The weakest rules that meet both: approvals meet them exactly when they meet each of the two. A higher role counts
 * for a lower one, so what matters is how many people of at least each role are asked for.
 */
export function strictest(one: readonly Rule[], other: readonly Rule[]): Rule[] {
  const rules: Rule[] = [];
  for (const role of askedRoles) {
    const asked = Math.max(atLeast(one, role), atLeast(other, role));
    const count = asked - atLeast(rules, role);
    if (count > 0) rules.unshift({ role, count });
  }
  return rules;
}
