import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Approval, assign, progress, unmeetable, waitsForRole } from "@/server/approvals/assign";
import type { Rule } from "@/server/approvals/schema";

const rank = { viewer: 0, contributor: 1, approver: 2, maintainer: 3 };
const rules = fc.array(
  fc.record({
    role: fc.constantFrom("approver" as const, "maintainer" as const),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 3 },
);
const approvals = fc.array(
  fc.record({
    person: fc.constantFrom("1", "2", "3", "4", "5"),
    role: fc.constantFrom("contributor" as const, "approver" as const, "maintainer" as const),
  }),
  { maxLength: 7 },
);

/** The most slots that people can fill, found by trying every way. */
function bestByTrying(given: readonly Rule[], people: readonly Approval[]): number {
  const [first, ...rest] = people;
  if (!first) return 0;
  let best = bestByTrying(given, rest);
  given.forEach((rule, index) => {
    if (rule.count === 0 || rank[first.role] < rank[rule.role]) return;
    const less = given.map((r, i) => (i === index ? { ...r, count: r.count - 1 } : r));
    best = Math.max(best, 1 + bestByTrying(less, rest));
  });
  return best;
}
const distinct = (given: readonly Approval[], requester: string) =>
  given.filter((a, i) => a.person !== requester && given.findIndex((b) => b.person === a.person) === i);

describe("approvals and rules", () => {
  test("no other way of counting would meet more of the rules", () => {
    fc.assert(
      fc.property(rules, approvals, (given, people) => {
        const { done } = progress(given, assign(given, people, "1"));
        expect(done).toBe(bestByTrying(given, distinct(people, "1")));
      }),
    );
  });

  test("a person counts once, in a role that reaches the rule's, and the requester never", () => {
    fc.assert(
      fc.property(rules, approvals, (given, people) => {
        const by = assign(given, people, "1");
        const counted = by.flat();
        expect(new Set(counted).size).toBe(counted.length);
        expect(counted).not.toContain("1");
        by.forEach((named, index) => {
          const rule = given[index] as Rule;
          expect(named.length).toBeLessThanOrEqual(rule.count);
          for (const person of named) {
            const role = people.find((a) => a.person === person)?.role ?? "viewer";
            expect(rank[role]).toBeGreaterThanOrEqual(rank[rule.role]);
          }
        });
      }),
    );
  });

  test("the role waited for is the least that helps, and nobody is waited for exactly when every rule is met", () => {
    fc.assert(
      fc.property(rules, approvals, (given, people) => {
        const { done, total } = progress(given, assign(given, people, "1"));
        const role = waitsForRole(given, people, "1");
        expect(role === null).toBe(done === total);
        if (role === "maintainer") {
          const more = [...people, { person: "9", role: "approver" as const }];
          expect(progress(given, assign(given, more, "1")).done).toBe(done);
        }
      }),
    );
  });

  test("a maintainer who approved first makes room for the rule that asks for one", () => {
    const given: Rule[] = [
      { role: "approver", count: 1 },
      { role: "maintainer", count: 1 },
    ];
    const people: Approval[] = [
      { person: "1", role: "maintainer" },
      { person: "2", role: "approver" },
    ];
    expect(assign(given, people, "9")).toEqual([["2"], ["1"]]);
    expect(waitsForRole(given, people.slice(0, 1), "9")).toBe("approver");
    expect(waitsForRole(given, people.slice(1), "9")).toBe("maintainer");
  });

  test("rules that the project cannot meet are named", () => {
    const two: Rule[] = [{ role: "maintainer", count: 2 }];
    const one: Approval[] = [{ person: "1", role: "maintainer" }];
    expect(unmeetable(two, one)).toEqual([expect.stringContaining("2 maintainers")]);
    expect(unmeetable(two, [...one, { person: "2", role: "maintainer" }])).toEqual([]);
  });
});
