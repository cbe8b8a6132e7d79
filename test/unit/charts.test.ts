import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignColours } from "@/components/charts/colours";
import { criticalPath } from "@/components/charts/critical-path";
import { columnsOf } from "@/components/charts/dense-columns";
import { extent, linear, timeTicks, valueTicks } from "@/components/charts/scale";
import {
  bandOf,
  edgesOf,
  inSight,
  lineValue,
  nearestBucket,
  placesOf,
  single,
  valueBounds,
  valuesInSight,
} from "@/components/charts/series-data";
import { bucketText, sentence } from "@/components/charts/series-words";
import { entriesOf, type Lane, nearestEntry } from "@/components/charts/time-axis-lanes";
import { valueText } from "@/components/charts/value-text";
import { place } from "@/components/ui/place";

describe("a scale", () => {
  it("maps ends to ends, and a domain without length to the middle", () => {
    const x = linear([10, 20], [0, 100]);
    expect([x(10), x(15), x(20)]).toEqual([0, 50, 100]);
    expect(linear([3, 3], [0, 100])(3)).toBe(50);
  });

  it("takes its extent from finite numbers only", () => {
    expect(extent([null, Number.NaN, 2, Number.POSITIVE_INFINITY, -1, undefined])).toEqual([-1, 2]);
    expect(extent([null])).toBeNull();
  });

  it("has round values between its ends, as many as fit", () => {
    expect(valueTicks(0, 1, 4)).toEqual({ ticks: [0, 0.25, 0.5, 0.75, 1], digits: 2 });
    expect(valueTicks(0.951, 0.989, 4).ticks).toEqual([0.96, 0.97, 0.98]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        (low, length) => {
          const { ticks } = valueTicks(low, low + length, 5);
          expect(ticks.length).toBeLessThanOrEqual(7);
          for (const tick of ticks) expect(tick).toBeGreaterThanOrEqual(low - length * 1e-6);
        },
      ),
    );
  });
});

describe("the ticks of time", () => {
  it("begin days at midnight where the reader is, also past the change of the clocks", () => {
    // The tests run in St. John's, where the clocks went back on 1 November 2026.
    const ticks = timeTicks(Date.parse("2026-10-30T12:00:00Z"), Date.parse("2026-11-04T12:00:00Z"), 6);
    expect(ticks.map(({ at }) => new Date(at).getHours())).toEqual([0, 0, 0, 0, 0]);
  });

  it("fall on full hours in a zone half an hour off", () => {
    const ticks = timeTicks(Date.parse("2026-11-24T10:10:00Z"), Date.parse("2026-11-24T15:00:00Z"), 5);
    expect(ticks.map(({ at }) => new Date(at).getMinutes())).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("series", () => {
  it("of different places share one axis", () => {
    const series = [
      { label: "a", buckets: [single(1, 0.1), single(3, 0.3)] },
      { label: "b", buckets: [single(2, 5)] },
    ];
    expect(placesOf(series)).toEqual([1, 2, 3]);
    // On a canvas, what a series has no point for is no gap in its line.
    expect(columnsOf(series)).toEqual([
      [1, 2, 3],
      ...[
        [0.1, undefined, 0.3],
        [null, undefined, null],
        [null, undefined, null],
      ],
      ...[
        [undefined, 5, undefined],
        [undefined, null, undefined],
        [undefined, null, undefined],
      ],
    ]);
  });

  it("have a gap for null, and a gap with a mark at the edge for NaN and infinities", () => {
    const buckets = [
      single(1, 1),
      single(2, null),
      single(3, "NaN"),
      single(4, "Infinity"),
      single(5, "-Infinity"),
    ];
    expect(buckets.map(lineValue)).toEqual([1, null, null, null, null]);
    expect(edgesOf([{ label: "loss", buckets }])).toEqual([
      { series: 0, x: 3, kind: "NaN" },
      { series: 0, x: 4, kind: "+∞" },
      { series: 0, x: 5, kind: "−∞" },
    ]);
  });

  it("mark a bucket that has a NaN among its points, and have a band only where points are more than one", () => {
    const many = { x: 1, first: 1, last: 2, min: 1, max: 3, count: 9, nans: 1 };
    expect(edgesOf([{ label: "loss", buckets: [many] }])).toEqual([{ series: 0, x: 1, kind: "NaN" }]);
    expect(bandOf(many)).toEqual([1, 3]);
    expect(bandOf(single(1, 2))).toBeNull();
  });

  it("reach one point beyond the stretch that is shown, and scale to what is within it", () => {
    const buckets = [0, 1, 2, 3, 4, 5].map((x) => single(x, x * 10));
    expect(inSight(buckets, 2, 3).map(({ x }) => x)).toEqual([1, 2, 3, 4]);
    expect(inSight(buckets, 9, 12).map(({ x }) => x)).toEqual([5]);
    expect(valuesInSight([{ label: "a", buckets }], 2, 3)).toEqual([20, 30]);
    // Between two points there is still a line to show.
    expect(valuesInSight([{ label: "a", buckets }], 2.2, 2.8)).toEqual([20, 30]);
  });
});

describe("the value axis", () => {
  it.each([
    [0.02, 0.98, true],
    [0.94, 0.98, false],
    [-1, 1, false],
    [0, 0, false],
    [5, 5, false],
  ])("from %d to %d begins at zero: %s", (low, high, zero) => {
    const [bottom, top] = valueBounds(low, high);
    expect(bottom === 0).toBe(zero);
    expect(bottom).toBeLessThanOrEqual(low);
    expect(top).toBeGreaterThanOrEqual(high);
    expect(top).toBeGreaterThan(bottom);
  });
});

describe("the point under the crosshair", () => {
  const buckets = [single(0, 1), single(10, 2), single(20, 3)];

  it("is the nearest", () => {
    expect([0, 4, 6, 14, 20].map((x) => nearestBucket(buckets, x)?.x)).toEqual([0, 0, 10, 10, 20]);
  });

  it("is none outside the stretch the series covers", () => {
    expect(nearestBucket(buckets, -1)).toBeNull();
    expect(nearestBucket(buckets, 21)).toBeNull();
    expect(nearestBucket([], 0)).toBeNull();
  });

  it("says how far a bucket of many points reaches", () => {
    expect(bucketText({ x: 0, first: 0.9, last: 0.93, min: 0.9, max: 0.95, count: 4 }, 2)).toBe(
      "0.93 (0.90 to 0.95)",
    );
    expect(bucketText(single(0, "NaN"))).toBe("NaN");
  });
});

it("a chart is a sentence for those who do not see it", () => {
  const series = [{ label: "recall", buckets: [single(1, 0.942), single(2, 0.93), single(3, 0.961)] }];
  expect(sentence(series, 3)).toBe("recall 0.961, from 0.942; between 0.930 and 0.961");
  expect(sentence([{ label: "f1", buckets: [] }])).toBe("f1: no values");
});

it("values on charts keep their sign, unit and size", () => {
  expect(valueText(-3.5, 1, "ms")).toBe("−3.5 ms");
  expect(valueText(0.98123)).toBe("0.9812");
  expect(valueText(1.2e-9)).toBe("1.20e−9");
});

it("colours follow the series in a fixed order and come round after eight", () => {
  const colours = assignColours(["a", "b", "a", "c", "d", "e", "f", "g", "h", "i"]);
  expect([colours.get("a"), colours.get("b"), colours.get("h"), colours.get("i")]).toEqual([1, 2, 8, 1]);
});

describe("the critical path", () => {
  const job = (id: string, startedAt: number | null, finishedAt: number | null, needs?: string[]) => ({
    id,
    startedAt,
    finishedAt,
    needs,
  });

  it("goes back from the job that finished last through the need that finished last", () => {
    const path = criticalPath([
      job("build", 0, 50, []),
      job("lint", 0, 90, []),
      job("test", 50, 200, ["build"]),
      job("docs", 50, 80, ["build"]),
      job("publish", null, null, ["test"]),
    ]);
    expect([...path]).toEqual(["test", "build"]);
  });

  it("goes by time where no needs are known", () => {
    expect([...criticalPath([job("a", 0, 10), job("b", 0, 30), job("c", 31, 60)])]).toEqual(["c", "b"]);
  });

  it("ends on a circle, and is empty without finished jobs", () => {
    expect(criticalPath([job("a", 0, 10, ["b"]), job("b", 0, 9, ["a"])]).size).toBe(2);
    expect(criticalPath([job("a", 0, null)]).size).toBe(0);
  });
});

describe("a lane's entries", () => {
  const lane: Lane = {
    id: "code",
    label: "Code",
    kind: "bars",
    items: [
      { from: "2026-11-24T10:00:00Z", to: null, shape: "run", title: "running" },
      {
        from: "2026-11-24T08:00:00Z",
        to: "2026-11-24T09:00:00Z",
        shape: "bad",
        title: "failed",
        href: "/runs/1",
      },
    ],
  };
  const end = Date.parse("2026-11-24T12:00:00Z");

  it("stand in order of time, and what still goes on ends where the axis does", () => {
    expect(entriesOf(lane, end).map(({ title, to }) => [title, to === end])).toEqual([
      ["failed", false],
      ["running", true],
    ]);
  });

  it("are found under the pointer, else nearby, else not", () => {
    const entries = entriesOf(lane, end);
    const at = (time: string) => nearestEntry(entries, Date.parse(time), 20 * 60_000)?.title;
    expect(at("2026-11-24T08:30:00Z")).toBe("failed");
    expect(at("2026-11-24T09:10:00Z")).toBe("failed");
    expect(at("2026-11-24T09:30:00Z")).toBeUndefined();
  });
});

describe("what floats", () => {
  const view = { width: 400, height: 300 };
  const below = { side: "below", align: "start", gap: 4 } as const;

  it("stands below its anchor, and above where there is no room below", () => {
    const size = { width: 100, height: 80 };
    expect(place({ left: 50, top: 50, width: 60, height: 30 }, size, view, below)).toEqual({
      left: 50,
      top: 84,
    });
    expect(place({ left: 50, top: 250, width: 60, height: 30 }, size, view, below).top).toBe(166);
  });

  it("never leaves the window", () => {
    fc.assert(
      fc.property(
        fc.record({
          left: fc.integer({ min: -50, max: 450 }),
          top: fc.integer({ min: -50, max: 350 }),
          width: fc.nat(80),
          height: fc.nat(40),
        }),
        fc.constantFrom("start" as const, "end" as const, "center" as const),
        (anchor, align) => {
          const { left, top } = place(anchor, { width: 120, height: 90 }, view, { ...below, align });
          expect(left).toBeGreaterThanOrEqual(8);
          expect(left + 120).toBeLessThanOrEqual(392);
          expect(top).toBeGreaterThanOrEqual(8);
          expect(top + 90).toBeLessThanOrEqual(292);
        },
      ),
    );
  });
});
