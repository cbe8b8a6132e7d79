import { describe, expect, test } from "vitest";
import { type PastDeployment, type PastPromotion, stateOf } from "@/server/models/state";

const day = (n: number) => `2026-11-${String(n).padStart(2, "0")}T00:00:00.000Z`;
const hourMs = 3_600_000;

const deployed = (from: number, to: number | null, over: Partial<PastDeployment> = {}): PastDeployment => ({
  environment: "production",
  from: day(from),
  to: to === null ? null : day(to),
  ended: to === null ? null : "superseded",
  because: null,
  ...over,
});
const asked = (
  status: PastPromotion["status"],
  at: number,
  over: Partial<PastPromotion> = {},
): PastPromotion => ({
  id: "7",
  environment: "production",
  status,
  createdAt: day(at),
  endedAt: ["pending", "blocked", "approved", "executing"].includes(status) ? null : day(at),
  failedGates: [],
  ...over,
});
const staging = { environment: "staging" };
const state = (deployments: PastDeployment[], promotions: PastPromotion[] = []) =>
  stateOf("production", null, deployments, promotions);

describe("what is said of a version", () => {
  test("that it serves users, whatever else is under way", () => {
    expect(state([deployed(1, null)], [asked("pending", 2, staging)])).toEqual({
      kind: "serving",
      environment: "production",
      since: day(1),
    });
  });

  test("that it was asked for, even while it serves a lesser environment", () => {
    expect(state([deployed(1, null, staging)], [asked("blocked", 2)])).toEqual({
      kind: "asked",
      environment: "production",
      promotion: "7",
      status: "blocked",
    });
  });

  test("that it was rolled back, after how long and why", () => {
    const to = new Date(Date.parse(day(4)) + 15 * hourMs).toISOString();
    const last = deployed(4, 4, { to, ended: "rolled_back", because: "AUC under 0.970" });
    expect(state([last], [asked("rolled_back", 3)])).toEqual({
      kind: "rolled_back",
      environment: "production",
      servedMs: 15 * hourMs,
      because: "AUC under 0.970",
    });
  });

  test("how long it served, all times together", () => {
    expect(state([deployed(1, 3), deployed(5, 6)], [asked("succeeded", 1)])).toEqual({
      kind: "served",
      environment: "production",
      servedMs: 3 * 24 * hourMs,
    });
  });

  test("that it was rejected, and by which gate", () => {
    expect(state([], [asked("rejected", 2, { failedGates: ["recall", "auc"] })])).toMatchObject({
      kind: "rejected",
      gate: "recall",
    });
    expect(state([], [asked("rejected", 2)])).toMatchObject({ kind: "rejected", gate: null });
  });

  test("the later of having served and having been refused", () => {
    expect(state([deployed(1, 3)], [asked("rejected", 9)]).kind).toBe("rejected");
    expect(state([deployed(1, 9)], [asked("rejected", 3)]).kind).toBe("served");
  });

  test("that its promotion failed, was canceled or expired", () => {
    expect(state([], [asked("failed", 2)]).kind).toBe("failed");
    expect(state([], [asked("canceled", 2)])).toMatchObject({ kind: "ended", how: "canceled" });
    expect(state([], [asked("expired", 2)])).toMatchObject({ kind: "ended", how: "expired" });
  });

  test("what happened in lesser environments only when nothing did in the main one", () => {
    expect(state([deployed(1, null, staging)])).toMatchObject({ kind: "serving", environment: "staging" });
    expect(state([deployed(1, null, staging), deployed(1, 2)])).toMatchObject({ kind: "served" });
    expect(state([deployed(1, 2, staging)])).toMatchObject({ kind: "served", environment: "staging" });
  });

  test("that the registry does not have any more, though it served", () => {
    const seenAt = "2026-11-20T10:00:00.000Z";
    expect(stateOf("production", seenAt, [deployed(1, 2, staging)], [])).toEqual({ kind: "deleted", seenAt });
  });

  test("that nobody ever asked", () => {
    expect(state([])).toEqual({ kind: "never" });
    expect(stateOf(null, null, [], [])).toEqual({ kind: "never" });
  });
});
