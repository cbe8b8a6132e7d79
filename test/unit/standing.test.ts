import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roles } from "@/server/access/rights";
import { type AccessChange, standingOf } from "@/server/approvals/standing";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 12, minute)).toISOString();
const given = { person: "5", name: "Bo", role: "approver" as const, at: at(20), agreedBy: null };
const facts = {
  roleNow: "approver" as const,
  changes: [] as AccessChange[],
  askedAt: at(10),
  parties: new Set(["1", "2"]),
};
const change = (
  kind: AccessChange["kind"],
  minute: number,
  over: Partial<AccessChange> = {},
): AccessChange => ({
  ...{ kind, role: null, changedBy: "2", changedByName: "Mia", byOwner: false, at: at(minute) },
  ...over,
});
const stateWith = (changes: AccessChange[], over: Partial<typeof given> | object = {}) =>
  standingOf({ ...given, ...over }, { ...facts, changes }).state;

describe("whether an approval counts", () => {
  test("it does while its person may still decide as then", () => {
    expect(stateWith([])).toBe("counts");
    expect(standingOf({ ...given, role: "maintainer" }, facts).state).toBe("lost");
    expect(standingOf(given, { ...facts, roleNow: "maintainer" }).state).toBe("counts");
  });

  test.each(["account_closed", "left", "role_lowered"] as const)(
    "%s after it was given loses it, whatever came later",
    (kind) => {
      expect(
        stateWith([change(kind, 25), change("role_raised", 26, { byOwner: true, changedBy: "9" })]),
      ).toBe("lost");
      expect(stateWith([change(kind, 5)])).toBe("counts");
    },
  );

  test.each(["account_made", "account_opened", "owner_made", "role_raised"] as const)(
    "%s after the request needs an owner who neither asked nor decides",
    (kind) => {
      expect(stateWith([change(kind, 15)])).toBe("waits_for_owner");
      expect(stateWith([change(kind, 15, { changedBy: "8" })])).toBe("waits_for_owner");
      expect(stateWith([change(kind, 15, { byOwner: true })])).toBe("waits_for_owner");
      expect(stateWith([change(kind, 15, { byOwner: true, changedBy: "9" })])).toBe("counts");
      expect(stateWith([change(kind, 5)])).toBe("counts");
      expect(stateWith([change(kind, 15)], { agreedBy: "9" })).toBe("counts");
      expect(stateWith([change(kind, 15)], { agreedBy: "1" })).toBe("waits_for_owner");
      expect(stateWith([change(kind, 15)], { agreedBy: "5" })).toBe("waits_for_owner");
    },
  );

  test("a second raise by an owner hides no first one by who decides", () => {
    const twice = [change("role_raised", 12), change("role_raised", 13, { byOwner: true, changedBy: "9" })];
    expect(stateWith(twice)).toBe("waits_for_owner");
  });

  test("nobody without a role counts, and every reason is a sentence", () => {
    const changes = fc.array(
      fc.record({
        kind: fc.constantFrom(
          "account_made",
          "left",
          "role_raised",
          "role_lowered",
          "account_closed" as const,
        ),
        minute: fc.integer({ min: 0, max: 40 }),
        byOwner: fc.boolean(),
        changedBy: fc.constantFrom("1", "5", "9", null),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(changes, fc.constantFrom(null, ...roles), (list, roleNow) => {
        const standing = standingOf(given, {
          ...facts,
          roleNow,
          changes: list.map(({ kind, minute, ...over }) => change(kind, minute, over)),
        });
        if (roleNow === null) expect(standing.state).toBe("lost");
        if (standing.state !== "counts") expect(standing.why).toMatch(/^[A-Z].*\.$/);
      }),
    );
  });
});
