import { describe, expect, test } from "vitest";
import { describeEvent } from "@/components/promotions/event-words";
import { gatesWords, headlineOf, moveWords, stateOf } from "@/components/promotions/state";
import type { GateOutcome } from "@/server/gates/schema";

const outcome = (over: Partial<GateOutcome>): GateOutcome => ({
  metric: "recall",
  label: "recall is at least 0.9",
  result: "pass",
  value: 0.961,
  champion: 0.942,
  gain: 0.019,
  because: "",
  source: "registry",
  sentBy: null,
  ...over,
});

describe("the state of a promotion", () => {
  const who = { id: "1", name: "approver" };
  test("says how many approvals are missing", () => {
    const approvals = [
      { role: "approver" as const, count: 2, by: [who] },
      { role: "maintainer" as const, count: 1, by: [] },
    ];
    expect(stateOf({ status: "pending", serving: false, approvals })).toMatchObject({
      word: "waits for 2 of 3 approvals",
      short: "1 of 3",
    });
  });

  test("tells serving from having served", () => {
    expect(stateOf({ status: "succeeded", serving: true, approvals: [] }).word).toBe("serving");
    expect(stateOf({ status: "succeeded", serving: false, approvals: [] }).short).toBe("served");
  });

  test("the headline is the gate's difference, judged by its gain", () => {
    expect(headlineOf([outcome({})])).toEqual({ text: "recall +0.019", better: true });
    const loss = outcome({ metric: "log_loss", value: 0.084, champion: 0.09, gain: 0.006 });
    expect(headlineOf([loss])).toEqual({ text: "log_loss −0.006", better: true });
    expect(headlineOf([outcome({ champion: null, gain: null })])).toEqual({
      text: "recall 0.961",
      better: null,
    });
    expect(headlineOf([])).toBeNull();
  });

  test("what moves from where: what was read in the registry comes before what was expected", () => {
    const step = { kind: "read_alias" as const, status: "succeeded" as const, attempt: 1 };
    const times = { startedAt: null, finishedAt: null };
    expect(moveWords({ champion: "12", version: "14", execution: [] })).toBe("v12 → v14");
    expect(moveWords({ champion: null, version: "1", execution: [] })).toBe("nothing → v1");
    const read = { ...step, ...times, detail: { before: "13" } };
    expect(moveWords({ champion: "12", version: "14", execution: [read] })).toBe("v13 → v14");
    expect(
      moveWords({ champion: "12", version: "14", execution: [{ ...read, detail: { before: null } }] }),
    ).toBe("nothing → v14");
  });

  test("gates are counted in words", () => {
    expect(gatesWords([])).toBe("no gates");
    expect(gatesWords([outcome({}), outcome({})])).toBe("2 gates pass");
    expect(gatesWords([outcome({}), outcome({ result: "missing" })])).toBe("1 of 2 gates does not pass");
  });
});

describe("the record in words", () => {
  test("quotes what people said, and tells what Terrapin did", () => {
    expect(describeEvent({ action: "promotion.approved", data: { comment: "Agree." } })).toMatchObject({
      text: "approved",
      quote: "Agree.",
    });
    const changed = { changes: ["the champion is v13, it was v12"], voided: 2 };
    expect(describeEvent({ action: "promotion.evidence_changed", data: changed })?.text).toBe(
      "pinned the evidence again: the champion is v13, it was v12. 2 approvals are void.",
    );
    expect(
      describeEvent({
        action: "promotion.succeeded",
        data: { alias: "champion", before: null, target: "14" },
      })?.text,
    ).toBe("moved champion from nothing to v14");
    expect(describeEvent({ action: "promotion.succeeded", data: { alias: "champion" } })?.text).toBe(
      "moved champion",
    );
  });

  test("leaves out what it does not know", () => {
    expect(describeEvent({ action: "promotion.something_else", data: {} })).toBeNull();
  });
});
