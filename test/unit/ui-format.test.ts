import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initials } from "@/components/ui/avatar";
import { errorText } from "@/components/ui/error-text";
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDelta,
  formatMetric,
  formatPercent,
  metricDigits,
  shortHash,
} from "@/components/ui/format";
import {
  formatAge,
  formatAgo,
  formatClock,
  formatDate,
  formatDuration,
  formatExact,
  formatRemaining,
} from "@/components/ui/format-time";
import { elapsedWords, waitWords } from "@/server/foundation/durations";

describe("the decimals of a metric's column", () => {
  it.each([
    [[0.9812, 0.9837], 4],
    [[0.98, 0.97], 3],
    [[1], 3],
    [[0, 1], 3],
    [[0.08931, 0.0841], 4],
    [[0.00123456], 5],
    [[0.0001], 4],
    [[1.23456], 3],
    [[14.927], 2],
    [[149.27], 1],
    [[1493.4], 0],
    [[3, 7], 0],
    [[], 3],
    [["NaN", "Infinity", null, 0.5], 3],
    [[1.5], 1],
  ] as const)("%j take %i", (values, digits) => {
    expect(metricDigits(values)).toBe(digits);
  });
});

describe("a metric", () => {
  it.each([
    [0.9812, 4, "0.9812"],
    [0.5, 4, "0.5000"],
    [-3.5, 1, "−3.5"],
    [12345.6, 0, "12,346"],
    [0.00000012, 6, "1.2e−7"],
    [-2.5e12, 0, "−2.50e12"],
    [0, 2, "0.00"],
    ["NaN", 2, "NaN"],
    ["Infinity", 2, "∞"],
    ["-Infinity", 2, "−∞"],
    [null, 2, "·"],
  ] as const)("%j with %i decimals reads %s", (value, digits, text) => {
    expect(formatMetric(value, digits)).toBe(text);
  });

  it("never shows a hyphen for a minus, nor loses the sign", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e15, max: -1e-9 }), (value) => {
        expect(formatMetric(value)).toMatch(/^−[^-]*$/);
      }),
    );
  });
});

describe("a difference", () => {
  it.each([
    [0.0025, 4, "+0.0025"],
    [-0.024, 3, "−0.024"],
    [0.00001, 3, "="],
    [0, 3, "="],
    ["Infinity", 3, "+∞"],
    [null, 3, "·"],
  ] as const)("%j with %i decimals reads %s", (value, digits, text) => {
    expect(formatDelta(value, digits)).toBe(text);
  });
});

it("counts, sizes, shares and hashes read as on the sketches", () => {
  expect(formatCount(100416)).toBe("100,416");
  expect([999, 1000, 1234, 34_000, 999_600, 1_500_000].map(formatCompact)).toEqual([
    "999",
    "1.0k",
    "1.2k",
    "34k",
    "1.0M",
    "1.5M",
  ]);
  expect([0, 999, 2_100_000, 999_960_000].map(formatBytes)).toEqual(["0 B", "999 B", "2.1 MB", "1.0 GB"]);
  expect(formatPercent(0.376)).toBe("38 %");
  expect(formatPercent(-0.004, 1)).toBe("−0.4 %");
  expect(shortHash("sha256:b41c9f00e09")).toBe("b41c9f0");
  expect(shortHash("9be02d1aa33c")).toBe("9be02d1");
});

describe("a length of time", () => {
  it.each([
    [0, "0 ms"],
    [340, "340 ms"],
    [8200, "8.2 s"],
    [44_000, "44 s"],
    [59_700, "59 s"],
    [9_990, "9.9 s"],
    [372_000, "6 m 12 s"],
    [3_840_000, "1 h 04 m"],
    [86_400_000 * 3 + 3_600_000 * 21, "3 d 21 h"],
    [-5, "0 ms"],
    [null, "—"],
    [Number.NaN, "—"],
  ] as const)("%j ms reads %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  const units = {
    ms: 1,
    s: 1000,
    m: 60_000,
    min: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    mo: 30.44 * 86_400_000,
    y: 365.25 * 86_400_000,
  };
  /** What a text says in milliseconds, and the smallest step it can show. */
  function read(text: string): { shown: number; step: number } {
    const parts = [...text.matchAll(/([\d.]+) (ms|mo|min|[smhdy])\b/g)].map(([, n = "", unit]) => ({
      n,
      unit: units[unit as keyof typeof units],
    }));
    expect(parts.length, text).toBeGreaterThan(0);
    const last = parts.at(-1);
    return {
      shown: parts.reduce((sum, { n, unit }) => sum + Number(n) * unit, 0),
      step: (last?.unit ?? 1) / (last?.n.includes(".") ? 10 : 1),
    };
  }
  const lengths = fc.oneof(
    fc.double({ min: 0, max: 120_000, noNaN: true }),
    fc.double({ min: 0, max: 4 * 365 * 86_400_000, noNaN: true }),
  );
  /** Sums of tenths are not exact in binary. */
  const slack = 1e-6;

  it("that has passed rounds down, in each text for it", () => {
    fc.assert(
      fc.property(lengths, (ms) => {
        for (const text of [formatDuration(ms), formatAge(ms), elapsedWords(ms)]) {
          const { shown, step } = read(text);
          expect(shown).toBeLessThanOrEqual(ms + slack);
          expect(ms - shown).toBeLessThan(step + slack);
          expect(text).not.toMatch(/\b60 (s|m|min)\b/);
        }
      }),
    );
  });

  it("that remains rounds to the nearest", () => {
    fc.assert(
      fc.property(lengths, (ms) => {
        const { shown, step } = read(formatRemaining(ms));
        expect(Math.abs(shown - ms)).toBeLessThanOrEqual(step / 2 + slack);
      }),
    );
    const day = 86_400_000;
    expect([7 * day - 1000, 7 * day, 1.4 * day, 59.6 * 60_000, 59_600].map(formatRemaining)).toEqual([
      "7 d",
      "7 d",
      "34 h",
      "1 h",
      "1 min",
    ]);
  });

  it("that one has to wait rounds up", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_600_000 }), (ms) => {
        const { shown, step } = read(waitWords(ms));
        expect(shown).toBeGreaterThanOrEqual(ms);
        expect(shown - ms).toBeLessThan(step);
      }),
    );
  });

  it("reads the same in the server's words as on the pages", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60 * 86_400_000 - 1, noNaN: true }), (ms) => {
        expect(elapsedWords(ms)).toBe(formatAge(ms));
      }),
    );
  });
});

describe("a moment", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");

  it.each([
    ["2026-11-24T11:59:58Z", "just now"],
    ["2026-11-24T11:59:48Z", "12 s ago"],
    ["2026-11-24T11:42:00Z", "18 min ago"],
    ["2026-11-24T09:00:00Z", "3 h ago"],
    ["2026-11-20T12:00:00Z", "4 d ago"],
    ["2026-06-24T12:00:00Z", "5 mo ago"],
    ["2026-11-28T12:00:00Z", "in 4 d"],
    ["2026-12-01T11:59:59Z", "in 7 d"],
    ["no date", "no date"],
  ])("%s is %s", (at, text) => {
    expect(formatAgo(at, now)).toBe(text);
  });

  it("can leave out the ago", () => {
    expect(formatAgo("2026-11-24T09:00:00Z", now, false)).toBe("3 h");
    expect(formatAge(18 * 60_000)).toBe("18 min");
  });

  it("is written in the zone asked for, with the year only where it is another one", () => {
    expect(formatDate("2026-11-21T23:30:00Z", "Asia/Kolkata", now)).toBe("22 Nov");
    expect(formatDate("2025-11-21T23:30:00Z", "UTC", now)).toBe("21 Nov 2025");
    expect(formatClock("2026-11-21T09:41:00Z", "Asia/Kolkata")).toBe("15:11");
    expect(formatExact("2026-11-21T09:41:07Z", "UTC")).toBe("21 November 2026, 09:41:07 UTC");
  });
});

it("initials are two letters, also of an address, an emoji or nothing", () => {
  expect(["Screening Team", "contributor", "a.b@example.com", "🐢 Shell", ""].map(initials)).toEqual([
    "ST",
    "CO",
    "AB",
    "🐢S",
    "?",
  ]);
});

describe("what an error tells", () => {
  it("comes from the refusal's words where there are any", () => {
    const error = Object.assign(new Error("all of it"), {
      data: { words: { what: "No.", todo: "Ask an approver." }, requestId: "r1" },
    });
    expect(errorText(error)).toEqual({
      what: "No.",
      why: undefined,
      todo: "Ask an approver.",
      requestId: "r1",
    });
  });

  it("is the message of any other error, and never nothing", () => {
    expect(errorText(new Error("down")).what).toBe("down");
    expect(errorText(null).what).not.toBe("");
  });
});
