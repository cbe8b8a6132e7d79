import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roles } from "@/server/access/rights";
import { type PromotionStatus, promotionStatus, type Reader } from "@/server/promotions/schema";
import {
  actions,
  checkAction,
  checkSystemAction,
  isOver,
  openStatuses,
  transitions,
} from "@/server/promotions/status";

const statuses = promotionStatus.options;
const readers = fc.record({
  role: fc.constantFrom(...roles),
  isOwner: fc.boolean(),
  isRequester: fc.boolean(),
  hasApproved: fc.boolean(),
});
const maintainer: Reader = { role: "maintainer", isOwner: false, isRequester: false, hasApproved: false };
const at = (status: PromotionStatus) => ({ status, serving: true });

describe("the state table", () => {
  test("every status is either open or over, and none both", () => {
    for (const status of statuses) {
      expect((openStatuses as readonly string[]).includes(status)).toBe(!isOver(status));
    }
  });

  test("what is not allowed says why, as a sentence", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...statuses),
        fc.constantFrom(...actions),
        readers,
        fc.boolean(),
        (status, action, who, serving) => {
          const answer = checkAction({ status, serving }, action, who);
          if (answer.ok) expect(answer.next.length).toBeGreaterThan(0);
          else expect(answer.reason).toMatch(/^[A-Z].*\.$/);
        },
      ),
    );
  });

  test("nobody approves what they asked for, whatever their role", () => {
    fc.assert(
      fc.property(fc.constantFrom(...statuses), readers, (status, who) => {
        expect(checkAction(at(status), "approve", { ...who, isRequester: true }).ok).toBe(false);
      }),
    );
  });

  test("only an owner who did not ask bypasses approvals, and only while they are waited for", () => {
    fc.assert(
      fc.property(fc.constantFrom(...statuses), readers, (status, who) => {
        const mayBypass =
          who.isOwner && !who.isRequester && roles.indexOf(who.role) >= roles.indexOf("approver");
        expect(checkAction(at(status), "bypass", who).ok).toBe(status === "pending" && mayBypass);
      }),
    );
  });

  test("viewers can do nothing, and more of a role never allows less", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...statuses),
        fc.constantFrom(...actions),
        readers,
        (status, action, who) => {
          expect(checkAction(at(status), action, { ...who, role: "viewer" }).ok).toBe(false);
          const allowed = roles.map((role) => checkAction(at(status), action, { ...who, role }).ok);
          expect(allowed).toEqual([...allowed].sort());
        },
      ),
    );
  });

  test("an approval once given is not given twice, but may still turn into a rejection", () => {
    const approved = { ...maintainer, hasApproved: true };
    expect(checkAction(at("pending"), "approve", approved)).toEqual({
      ok: false,
      because: "reader",
      reason: "You have approved this already.",
    });
    expect(checkAction(at("pending"), "reject", approved).ok).toBe(true);
  });

  test("a contributor cancels only their own request, a maintainer any", () => {
    const contributor: Reader = {
      role: "contributor",
      isOwner: false,
      isRequester: false,
      hasApproved: false,
    };
    expect(checkAction(at("pending"), "cancel", contributor).ok).toBe(false);
    expect(checkAction(at("pending"), "cancel", { ...contributor, isRequester: true }).ok).toBe(true);
    expect(checkAction(at("pending"), "cancel", maintainer).ok).toBe(true);
  });

  test("only what serves can be rolled back", () => {
    expect(checkAction({ status: "succeeded", serving: false }, "rollBack", maintainer).ok).toBe(false);
    for (const status of statuses) {
      expect(checkAction({ status, serving: true }, "rollBack", maintainer).ok).toBe(status === "succeeded");
    }
  });

  test("success and failure are only reached from being carried out, and being carried out only by launching", () => {
    for (const status of statuses) {
      for (const [action, cell] of Object.entries(transitions[status])) {
        if (typeof cell === "string") continue;
        const next: readonly string[] = cell;
        if (next.includes("failed") || (next.includes("succeeded") && action !== "rollBack"))
          expect(status).toBe("executing");
        if (next.includes("executing")) expect(["launch", "retry"]).toContain(action);
      }
      expect(checkSystemAction(status, "launch").ok).toBe(status === "approved" || status === "failed");
    }
  });
});

test("what was rolled back to is not rolled back: that would bring back, unasked, what was taken away", () => {
  const approver = { role: "approver", isOwner: false, isRequester: false, hasApproved: false } as const;
  const served = { status: "succeeded", serving: true } as const;
  expect(checkAction({ ...served, rollbackOf: null }, "rollBack", approver).ok).toBe(true);
  expect(checkAction({ ...served, rollbackOf: "7" }, "rollBack", approver)).toMatchObject({
    ok: false,
    because: "status",
  });
});
