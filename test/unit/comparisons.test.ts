import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differenceOf } from "@/components/comparisons/difference-text";
import { metricRows } from "@/components/comparisons/metric-rows";
import { directionWords } from "@/server/comparisons/better";
import { compare, gainOf } from "@/server/comparisons/compare";
import { differenceWords, valueWords } from "@/server/comparisons/words";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const noMeasure = fc.constantFrom("NaN" as const, "Infinity" as const, "-Infinity" as const);
const direction = fc.constantFrom("higher" as const, "lower" as const);

describe("a gain", () => {
  test("is the difference in the metric's direction", () => {
    fc.assert(
      fc.property(finite, finite, (value, baseline) => {
        expect(gainOf(value, baseline, "higher")).toBe(value - baseline);
        expect(gainOf(value, baseline, "lower")).toBe(-(value - baseline));
      }),
    );
  });

  test("is none where a value is missing, NaN or infinite", () => {
    fc.assert(
      fc.property(fc.option(noMeasure), finite, direction, (none, value, better) => {
        expect(gainOf(none, value, better)).toBeNull();
        expect(gainOf(value, none, better)).toBeNull();
      }),
    );
  });
});

describe("a comparison", () => {
  const opposite = { better: "worse", worse: "better", same: "same", unknown: "unknown" } as const;
  const anyValue = fc.oneof(finite, noMeasure);

  test("turns round with its two values, and with the direction", () => {
    fc.assert(
      fc.property(anyValue, anyValue, direction, fc.nat(6), (a, b, better, digits) => {
        const forth = compare(a, b, better, digits);
        const back = compare(b, a, better, digits);
        const other = compare(a, b, better === "higher" ? "lower" : "higher", digits);
        expect(back?.verdict).toBe(forth && opposite[forth.verdict]);
        expect(other?.verdict).toBe(forth && opposite[forth.verdict]);
      }),
    );
  });

  test("says better exactly where the gain is seen at the digits that are shown", () => {
    fc.assert(
      fc.property(finite, finite, direction, fc.nat(6), (a, b, better, digits) => {
        const found = compare(a, b, better, digits);
        const seen = Number((a - b).toFixed(digits)) !== 0;
        const gain = gainOf(a, b, better) ?? 0;
        expect(found?.verdict).toBe(!seen ? "same" : gain > 0 ? "better" : "worse");
        expect(found?.gain).toBe(gainOf(a, b, better));
      }),
    );
  });

  test("judges nothing where the direction is not known", () => {
    expect(compare(2, 1, null, 3)).toEqual({ difference: 1, gain: null, verdict: "unknown" });
    expect(compare(1, 1, null, 3)).toEqual({ difference: 0, gain: null, verdict: "same" });
  });
});

test("numbers in words have six digits, a minus sign, and a difference always a sign", () => {
  expect([0.123456789, -3, 1e21].map(valueWords)).toEqual(["0.123457", "−3", "1e+21"]);
  expect([0.5, -0.5, 0].map(differenceWords)).toEqual(["+0.5", "−0.5", "±0"]);
});

test("a direction in words", () => {
  expect([directionWords("lower"), directionWords("higher"), directionWords(null)]).toEqual([
    "lower is better",
    "higher is better",
    "which way is better is not known",
  ]);
});

describe("a difference to the champion", () => {
  test.each([
    [0.961, 0.942, "higher", "+0.019", "better"],
    [0.93, 0.942, "higher", "−0.012", "worse"],
    [0.0163, 0.0188, "lower", "−0.003", "better"],
    [14.9, 11.4, "lower", "+3.500", "worse"],
    [0.9421, 0.9422, "higher", "=", "same"],
    [26, 24, null, "+2.000", "unknown"],
    ["NaN", 0.9, "higher", "?", "unknown"],
    ["NaN", "NaN", "higher", "=", "same"],
    ["Infinity", 0.9, "lower", "+∞", "worse"],
    ["Infinity", "Infinity", "lower", "=", "same"],
  ] as const)("%s against %s, %s is better: %s, %s", (value, champion, better, text, verdict) => {
    expect(differenceOf(value, champion, better, 3)).toEqual({ text, verdict });
  });

  test("is nothing where one of both is missing", () => {
    expect(differenceOf(null, 0.9, "higher", 3)).toBeNull();
    expect(differenceOf(0.9, null, "higher", 3)).toBeNull();
  });
});

describe("metric rows", () => {
  const rows = metricRows(
    { recall: 0.942, log_loss: 0.09, latency_p95_ms: 11.4, only_before: 1, kept: 2 },
    { recall: 0.961, log_loss: 0.084, latency_p95_ms: 14.9, auc: "NaN", zeta: 2, kept: 2 },
    ["log_loss", "latency_p95_ms"],
  );
  const row = (name: string) => rows.find((r) => r.name === name);

  test("put what gates look at first, quality before cost, and leave nothing out", () => {
    expect(rows.map(({ name }) => name)).toEqual([
      "log_loss",
      "auc",
      "kept",
      "only_before",
      "recall",
      "zeta",
      "latency_p95_ms",
    ]);
  });

  test("judge by the metric's direction and not by its sign", () => {
    expect(row("log_loss")).toMatchObject({ verdict: "better", share: expect.closeTo(0.006 / 0.09) });
    expect(row("recall")).toMatchObject({ verdict: "better", share: expect.closeTo(0.019 / 0.942) });
    expect(row("latency_p95_ms")).toMatchObject({ verdict: "worse", cost: true, gated: true });
  });

  test("judge nothing where a side is missing, is NaN, or the direction is not known", () => {
    expect(row("only_before")).toMatchObject({ challenger: null, verdict: "unknown", share: null });
    expect(row("auc")).toMatchObject({ challenger: "NaN", verdict: "unknown", share: null });
    expect(row("kept")).toMatchObject({ verdict: "same" });
    const [unknown] = metricRows({ zeta: 1 }, { zeta: 2 }, []);
    expect(unknown).toMatchObject({ better: null, verdict: "unknown", share: null });
  });
});
