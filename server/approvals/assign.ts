import { type Role, roles } from "@/server/access/rights";
import type { Rule } from "./schema";

/** One person's valid approval, in the role it was given in. */
export type Approval = { person: string; role: Role };

const rank = (role: Role) => roles.indexOf(role);

/**
 * Which approval counts for which rule. A higher role counts for a lower one and a person counts once, so rules
 * compete for people. This is a maximum matching by augmenting paths: as many approvals count as possible, and where
 * there is a choice the earlier approval counts.
 * @param approvals in the order given; a person's second one is ignored, and so is the requester's
 * @returns per rule, in the rules' order, the people who count for it
 */
export function assign(
  rules: readonly Rule[],
  approvals: readonly Approval[],
  requester: string,
): string[][] {
  const slots = rules.flatMap((rule, index) => Array.from({ length: rule.count }, () => ({ index, rule })));
  // The highest role first, so that a maintainer is shown under the rule that asks for one.
  slots.sort((a, b) => rank(b.rule.role) - rank(a.rule.role));
  const assigned = new Map<number, Approval>();

  const place = (approval: Approval, tried: Set<number>): boolean => {
    for (const [slot, { rule }] of slots.entries()) {
      if (tried.has(slot) || rank(approval.role) < rank(rule.role)) continue;
      tried.add(slot);
      const present = assigned.get(slot);
      if (present && !place(present, tried)) continue;
      assigned.set(slot, approval);
      return true;
    }
    return false;
  };

  const seen = new Set([requester]);
  const order: string[] = [];
  for (const approval of approvals) {
    if (seen.has(approval.person)) continue;
    seen.add(approval.person);
    order.push(approval.person);
    place(approval, new Set());
  }

  const by = rules.map((): string[] => []);
  for (const [slot, approval] of assigned) by[slots[slot]?.index ?? 0]?.push(approval.person);
  for (const people of by) people.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return by;
}

/** How many approvals count, and how many the rules ask for together. */
export function progress(
  rules: readonly Rule[],
  by: readonly (readonly unknown[])[],
): { done: number; total: number } {
  return {
    done: by.reduce((sum, people) => sum + people.length, 0),
    total: rules.reduce((sum, rule) => sum + rule.count, 0),
  };
}

/** The lowest role whose further approval would help; null when every rule is met. */
export function waitsForRole(
  rules: readonly Rule[],
  approvals: readonly Approval[],
  requester: string,
): Rule["role"] | null {
  const now = progress(rules, assign(rules, approvals, requester)).done;
  for (const role of ["approver", "maintainer"] as const) {
    const more = [...approvals, { person: "one more", role }];
    if (progress(rules, assign(rules, more, requester)).done > now) return role;
  }
  return null;
}

/** A rule in words: "2 approvers", "1 maintainer". */
export const ruleWords = ({ role, count }: Rule): string => `${count} ${role}${count === 1 ? "" : "s"}`;

/**
 * The rules that a project's people could not meet, in words; empty when they could.
 * @param people everyone who may decide, each with the best role held
 */
export function unmeetable(rules: readonly Rule[], people: readonly Approval[]): string[] {
  const by = assign(rules, people, "");
  return rules.flatMap((rule, index) =>
    (by[index]?.length ?? 0) < rule.count
      ? [`${ruleWords(rule)}: the project has too few people of that role for all rules together.`]
      : [],
  );
}
