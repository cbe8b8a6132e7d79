import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseLevels, outgrown } from "@/server/metrics/levels";
import { formatSubject, parseSubject } from "@/server/metrics/subject";
import { planWindow } from "@/server/metrics/window";

const levelSets = fc
  .uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 8 })
  .map((levels) => levels.sort((a, b) => a - b));
const windows = fc.record({
  minX: fc.integer({ min: -1e9, max: 1e9 }),
  span: fc.integer({ min: 0, max: 1e9 }),
  from: fc.integer({ min: -2e9, max: 2e9 }),
  length: fc.integer({ min: 0, max: 2e9 }),
  width: fc.integer({ min: 10, max: 4000 }),
  levels: levelSets,
});

describe("how a window is read", () => {
  test("its pieces lie side by side, cover all of it, and stick out only where nothing is", () => {
    fc.assert(
      fc.property(windows, ({ minX, span, from, length, width, levels }) => {
        const maxX = minX + span;
        const to = from + length;
        const { pieces } = planWindow({ from, to, width }, { minX, maxX, levels });
        const lo = Math.max(from, minX);
        const hi = Math.min(to, maxX);
        if (lo > hi) {
          expect(pieces).toEqual([]);
          return;
        }
        for (const [i, piece] of pieces.entries()) {
          const before = pieces[i - 1];
          if (before) expect(piece.from).toBe(before.to + 1);
          if (piece.level !== null) {
            expect(Math.abs(piece.from % 4 ** piece.level)).toBe(0);
            expect(Math.abs((piece.to + 1) % 4 ** piece.level)).toBe(0);
          }
        }
        const start = pieces[0]?.from ?? Number.NaN;
        const end = pieces.at(-1)?.to ?? Number.NaN;
        expect(start === lo || (start < lo && lo === minX)).toBe(true);
        expect(end === hi || (end > hi && hi === maxX)).toBe(true);
      }),
    );
  });

  test("no more buckets come back than pixels were asked for, and none cuts a kept bucket in two", () => {
    fc.assert(
      fc.property(windows, ({ minX, span, from, length, width, levels }) => {
        const maxX = minX + span;
        const { base, step, pieces } = planWindow({ from, to: from + length, width }, { minX, maxX, levels });
        if (pieces.length === 0) return;
        const hi = Math.min(from + length, maxX);
        expect(Math.floor((hi - base) / step) + 1).toBeLessThanOrEqual(width);
        const coarsest = Math.max(0, ...pieces.flatMap((p) => (p.level === null ? [] : [p.level])));
        expect(step % 4 ** coarsest).toBe(0);
      }),
    );
  });

  test("moving the window at one zoom keeps the buckets where they are", () => {
    const series = { minX: 0, maxX: 1_000_000, levels: [1, 2, 3, 4, 5] };
    const one = planWindow({ from: 100_000, to: 200_000, width: 500 }, series);
    const two = planWindow({ from: 100_777, to: 200_777, width: 500 }, series);
    expect(two.step).toBe(one.step);
    expect(two.base % one.step).toBe(one.base % one.step);
  });
});

describe("which levels are kept", () => {
  test("none for a short series; else those that halve what is beneath, until a thousand rows are left", () => {
    expect(chooseLevels(4_000, () => 1)).toEqual([]);
    expect(chooseLevels(1_000_000, (level) => Math.ceil(1_000_000 / 4 ** level))).toEqual([1, 2, 3, 4, 5]);
    // A point every 16 s on a clock of milliseconds: finer levels would hold one point each.
    expect(chooseLevels(100_000, (level) => Math.ceil(1_600_000_000 / Math.max(4 ** level, 16_000)))).toEqual(
      [8, 9, 10, 11],
    );
    // Thousands of points on one step are one bucket at once.
    expect(chooseLevels(50_000, () => 1)).toEqual([0]);
  });

  test("they are chosen anew each time the series has become four times as long", () => {
    expect(outgrown(3_999, 4_000)).toBe(false);
    expect(outgrown(4_000, 4_001)).toBe(true);
    expect(outgrown(5_000, 16_383)).toBe(false);
    expect(outgrown(16_383, 16_384)).toBe(true);
  });
});

describe("subjects", () => {
  test.each(["run:42", "version:breast-cancer@14", "environment:team/model@production", "version:a@b@3"])(
    "%s is read and written alike",
    (text) => {
      const subject = parseSubject(text);
      expect(subject && formatSubject(subject)).toBe(text);
    },
  );

  test.each([
    "run:",
    "run:0",
    "run:abc",
    "version:model",
    "version:@1",
    "version:model@",
    "model:x",
    "",
    ":",
  ])("%s is none", (text) => {
    expect(parseSubject(text)).toBeNull();
  });
});
