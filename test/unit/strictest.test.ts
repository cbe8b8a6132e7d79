import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Approval, waitsForRole } from "@/server/approvals/assign";
import type { Rule } from "@/server/approvals/schema";
import { strictest } from "@/server/approvals/strictest";

/** As a policy has them: each role once. */
const rules: fc.Arbitrary<Rule[]> = fc.uniqueArray(
  fc.record({
    role: fc.constantFrom("approver" as const, "maintainer" as const),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  { selector: ({ role }) => role },
);
const approvals: fc.Arbitrary<Approval[]> = fc.uniqueArray(
  fc.record({
    person: fc.integer({ min: 1, max: 9 }).map(String),
    role: fc.constantFrom("contributor" as const, "approver" as const, "maintainer" as const),
  }),
  { selector: ({ person }) => person, maxLength: 9 },
);
const met = (given: readonly Rule[], people: readonly Approval[]) =>
  waitsForRole(given, people, "0") === null;

describe("the strictest of two sets of rules", () => {
  test("is met exactly when both are", () => {
    fc.assert(
      fc.property(rules, rules, approvals, (one, other, people) => {
        expect(met(strictest(one, other), people)).toBe(met(one, people) && met(other, people));
      }),
      { numRuns: 2000 },
    );
  });

  test("of a set with itself is that set, with approvers first", () => {
    fc.assert(
      fc.property(rules, (one) => {
        expect(strictest(one, one)).toEqual([...one].sort((a, b) => a.role.localeCompare(b.role)));
        expect(strictest(one, [])).toEqual(strictest([], one));
      }),
    );
  });
});
