import { expect, test } from "vitest";
import { formatChange } from "@/server/overview/words";
import { gotWorse } from "@/server/overview/worse";

test("a live metric is named only when it left twice its own spread in the worse direction", () => {
  const live = { kind: "live", before: 0.98, beforeSpread: 0.005, better: "higher" } as const;
  expect(gotWorse({ ...live, after: 0.975 })).toBeNull();
  expect(gotWorse({ ...live, after: 0.99 })).toBeNull();
  expect(gotWorse({ ...live, after: 0.96 })?.change).toBe("−0.020");
});

test("for a metric where lower is better a rise is worse", () => {
  const loss = { kind: "live", before: 0.1, beforeSpread: 0.01, better: "lower" } as const;
  expect(gotWorse({ ...loss, after: 0.2 })?.change).toBe("+0.100");
  expect(gotWorse({ ...loss, after: 0.01 })).toBeNull();
});

test("a metric without points in one of the weeks is not compared", () => {
  expect(
    gotWorse({ kind: "live", before: Number.NaN, after: 0.1, beforeSpread: 0, better: "higher" }),
  ).toBeNull();
});

test("durations count from five runs a week, a fifth slower and five seconds", () => {
  const week = { kind: "duration", beforeCount: 9, afterCount: 9 } as const;
  expect(gotWorse({ ...week, before: 60_000, after: 83_000 })?.change).toBe("+38 %");
  expect(gotWorse({ ...week, before: 60_000, after: 70_000 })).toBeNull();
  expect(gotWorse({ ...week, before: 1_000, after: 3_000 })).toBeNull();
  expect(gotWorse({ ...week, afterCount: 4, before: 60_000, after: 83_000 })).toBeNull();
});

test("failures count from three, ten points above the week before", () => {
  const week = { kind: "failures", beforeFailed: 1, beforeCount: 50 } as const;
  expect(gotWorse({ ...week, afterFailed: 8, afterCount: 50 })?.change).toBe("8 of 50");
  expect(gotWorse({ ...week, afterFailed: 2, afterCount: 5 })).toBeNull();
  expect(gotWorse({ ...week, afterFailed: 4, afterCount: 50 })).toBeNull();
});

test("complaints count when there are three and twice as many as before", () => {
  expect(gotWorse({ kind: "feedback", beforeBad: 1, afterBad: 4 })?.change).toBe("4, was 1");
  expect(gotWorse({ kind: "feedback", beforeBad: 2, afterBad: 3 })).toBeNull();
});

test("a change has a real minus sign and enough digits to be seen", () => {
  expect(formatChange(-0.0041)).toBe("−0.0041");
  expect(formatChange(123.4)).toBe("+123");
});
