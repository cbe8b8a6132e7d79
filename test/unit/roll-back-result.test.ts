import { expect, test } from "vitest";
import { rollBackResult } from "@/components/promotions/follow-roll-back";
import { voidedByLatestChange } from "@/server/promotions/voided";

const at = { environment: "production", version: "12", failure: null, outcome: null };

test("a roll-back has no result while it is carried out, and then says what serves", () => {
  expect(rollBackResult({ ...at, status: "executing" })).toBeNull();
  expect(rollBackResult({ ...at, status: "succeeded" })).toEqual({
    text: "production serves v12 again",
    tone: "ok",
  });
});

test("a failed roll-back says why", () => {
  const failure = { what: "MLflow does not answer.", why: "", todo: "" };
  expect(rollBackResult({ ...at, status: "failed", failure })).toEqual({
    text: "production was not rolled back: MLflow does not answer.",
    tone: "bad",
  });
});

test("approvals that an earlier change voided do not count for the latest one", () => {
  const decisions = [
    { decision: "approve" as const, voidedAt: "2026-01-01T10:00:00.000Z" },
    { decision: "approve" as const, voidedAt: "2026-01-02T10:00:00.000Z" },
    { decision: "approve" as const, voidedAt: null },
  ];
  expect(voidedByLatestChange({ decisions, evidencePinnedAt: "2026-01-01T10:00:00.000Z" })).toBe(2);
  expect(voidedByLatestChange({ decisions, evidencePinnedAt: "2026-01-02T10:00:00.000Z" })).toBe(1);
  expect(voidedByLatestChange({ decisions, evidencePinnedAt: "2026-01-03T10:00:00.000Z" })).toBe(0);
});
