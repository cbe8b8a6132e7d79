import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  axisHeights,
  entriesOf,
  type Lane,
  type LineLane,
  laneHeight,
  lineDomain,
  lineTicks,
} from "@/components/charts/time-axis-lanes";
import { type Stretch, zoomByKey } from "@/components/charts/zoom-keys";

const line = (over: Partial<LineLane> = {}): LineLane & Lane => ({
  ...{ id: "live", label: "recall, live", kind: "line", digits: 3 },
  points: [
    { at: "2026-11-20T00:00:00.000Z", value: 0.95, band: [0.91, 0.97] },
    { at: "2026-11-21T00:00:00.000Z", value: null },
    { at: "2026-11-22T00:00:00.000Z", value: 0.96 },
  ],
  ...over,
});

describe("the value axis of a lane", () => {
  test("reaches over the bands and the bound, and says both ends, the upper one with its unit", () => {
    expect(lineDomain(line({ bound: 0.9 }))).toEqual([0.9, 0.97]);
    expect(lineTicks(line({ unit: "ms" })).map(({ text }) => text)).toEqual(["0.970 ms", "0.910"]);
    const [high, low] = lineTicks(line());
    expect((high?.y ?? 0) < (low?.y ?? 0)).toBe(true);
  });

  test("has as many decimals as tell its ends apart", () => {
    const points = [
      { at: "2026-11-20T00:00:00.000Z", value: 1200 },
      { at: "2026-11-21T00:00:00.000Z", value: 1900 },
    ];
    expect(lineTicks(line({ points })).map(({ text }) => text)).toEqual(["1900", "1200"]);
  });

  test("is one value where all are equal, and nothing where none was measured", () => {
    const at = "2026-11-20T00:00:00.000Z";
    expect(lineTicks(line({ points: [{ at, value: 0.5 }] })).map(({ text }) => text)).toEqual(["0.500"]);
    expect(lineTicks(line({ points: [{ at, value: null }], bound: 0.9 }))).toEqual([]);
  });

  test("a point that stands for several says how far they reach", () => {
    expect(entriesOf(line(), 0).map(({ title }) => title)).toEqual(["0.950 (0.910 to 0.970)", "0.960"]);
  });
});

test("the place of an axis is as high as its lanes, higher where names stand above them", () => {
  const lanes: Lane[] = [line(), { id: "code", label: "Code", kind: "bars", items: [] }];
  const { wide, narrow } = axisHeights(lanes);
  expect(wide).toBeGreaterThan(lanes.reduce((sum, lane) => sum + laneHeight(lane), 0));
  expect(narrow).toBeGreaterThan(wide);
});

describe("zooming by keys", () => {
  const whole: Stretch = [0, 1000];
  const press = (key: string, shown: Stretch, centre = 500, shiftKey = false) =>
    zoomByKey({ key, shiftKey }, shown, whole, centre);

  test("+ shows half as much around the crosshair, − twice as much, and at last everything", () => {
    expect(press("+", [0, 1000])).toEqual([250, 750]);
    expect(press("+", [0, 1000], 0)).toEqual([0, 500]);
    expect(press("-", [250, 500], 375)).toEqual([125, 625]);
    expect(press("-", [0, 600])).toBe("whole");
  });

  test("Shift and an arrow move a zoom by a quarter, as far as there is something", () => {
    expect(press("ArrowRight", [200, 600], 0, true)).toEqual([300, 700]);
    expect(press("ArrowRight", [550, 950], 0, true)).toEqual([600, 1000]);
    expect(press("ArrowRight", [200, 600])).toBeNull();
  });

  test("0 shows everything; without a zoom there is nothing to undo", () => {
    expect(press("0", [200, 600])).toBe("whole");
    for (const key of ["0", "-"]) expect(press(key, whole)).toBeNull();
    expect(press("ArrowLeft", whole, 500, true)).toBeNull();
    expect(press("a", [200, 600])).toBeNull();
  });

  test("a zoom never leaves the whole", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom("+", "-", "ArrowLeft", "ArrowRight"),
            fc.double({ min: 0, max: 1, noNaN: true }),
          ),
        ),
        (keys) => {
          let shown = whole;
          for (const [key, share] of keys) {
            const next = press(key, shown, shown[0] + share * (shown[1] - shown[0]), true);
            if (next) shown = next === "whole" ? whole : next;
            expect(shown[0]).toBeGreaterThanOrEqual(whole[0]);
            expect(shown[1]).toBeLessThanOrEqual(whole[1]);
            expect(shown[0]).toBeLessThan(shown[1]);
          }
        },
      ),
    );
  });
});
