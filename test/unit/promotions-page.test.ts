import { describe, expect, test } from "vitest";
import { describeEvent } from "@/components/promotions/event-words";
import { metricRows } from "@/components/promotions/metric-rows";
import { gatesWords, headlineOf, stateOf } from "@/components/promotions/state";
import type { GateOutcome } from "@/server/gates/schema";
import type { WholeEvidence } from "@/server/promotions/evidence/whole";

type Version = WholeEvidence["challenger"];
const version = (metrics: Version["metrics"]): Version => ({
  version: "1",
  digest: "d",
  runId: "1",
  commitSha: null,
  datasets: [],
  metrics,
});
const outcome = (over: Partial<GateOutcome>): GateOutcome => ({
  metric: "recall",
  label: "recall is at least 0.9",
  result: "pass",
  value: 0.961,
  champion: 0.942,
  gain: 0.019,
  because: "",
  ...over,
});

describe("metric rows", () => {
  const rows = metricRows(
    {
      champion: version({ recall: 0.942, log_loss: 0.09, latency_p95_ms: 11.4, only_before: 1 }),
      challenger: version({ recall: 0.961, log_loss: 0.084, latency_p95_ms: 14.9, auc: "NaN", zeta: 2 }),
    },
    [{ metric: "log_loss" }, { metric: "latency_p95_ms" }],
  );
  const row = (name: string) => rows.find((r) => r.name === name);

  test("put what gates look at first, quality before cost, and leave nothing out", () => {
    expect(rows.map(({ name }) => name)).toEqual([
      "log_loss",
      "auc",
      "only_before",
      "recall",
      "zeta",
      "latency_p95_ms",
    ]);
  });

  test("judge by the metric's direction and not by its sign", () => {
    expect(row("log_loss")).toMatchObject({ difference: expect.closeTo(-0.006), better: true });
    expect(row("recall")).toMatchObject({ difference: expect.closeTo(0.019), better: true });
    expect(row("latency_p95_ms")).toMatchObject({ better: false, cost: true, gated: true });
  });

  test("judge nothing where a side is missing, is NaN, or the direction is not known", () => {
    expect(row("only_before")).toMatchObject({ challenger: null, difference: null, better: null });
    expect(row("auc")).toMatchObject({ challenger: "NaN", difference: null, better: null });
    const [unknown] = metricRows({ champion: version({ zeta: 1 }), challenger: version({ zeta: 2 }) }, []);
    expect(unknown).toMatchObject({ difference: 1, better: null, share: null });
  });
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
  });

  test("leaves out what it does not know", () => {
    expect(describeEvent({ action: "promotion.something_else", data: {} })).toBeNull();
  });
});
