import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createCursorStore } from "@/components/charts/chart-group";
import { countSentence } from "@/components/charts/count-bars";
import {
  cutMiddle,
  markRows,
  plotLayout,
  pushApart,
  scalesOf,
  textWidth,
} from "@/components/charts/plot-layout";
import { single } from "@/components/charts/series-data";
import {
  endLabels,
  needsLegend,
  placeMarks,
  type SeriesView,
  seriesLayout,
  xDomain,
  yDomain,
} from "@/components/charts/series-layout";
import { axisText, placeText } from "@/components/charts/series-words";

const curve = (label: string, ...values: number[]) => ({
  label,
  buckets: values.map((value, x) => single(x, value)),
});
const view = (over: Partial<SeriesView> = {}): SeriesView => ({
  series: [curve("a", 0.9, 0.95), curve("b", 0.91, 0.951)],
  kind: "step",
  title: "recall",
  xTitle: "step",
  bounds: [],
  marks: [],
  from: null,
  to: null,
  ...over,
});

describe("the layout of a chart", () => {
  it("leaves room for the longest tick, and writes the unit at the uppermost", () => {
    const layout = plotLayout({
      width: 600,
      height: 200,
      x: [0, 10],
      y: [0, 20_000],
      kind: "step",
      xTitle: "step",
      unit: "ms",
    });
    expect(layout.yTicks.at(-1)?.text).toBe("20000 ms");
    expect(layout.yTicks[0]?.text).toBe("0");
    expect(layout.left).toBeGreaterThan(textWidth("20000 ms"));
  });

  it("counts in whole numbers where it is asked to", () => {
    const input = { width: 600, height: 300, x: [0, 1], y: [0, 2], kind: "time", xTitle: "time" } as const;
    expect(plotLayout({ ...input, whole: true }).yTicks.map(({ text }) => text)).toEqual(["0", "1", "2"]);
  });

  it("gives ticks that lie within the axis and end before its title", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 2000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom("step" as const, "time" as const),
        (width, length, kind) => {
          const layout = plotLayout({ width, height: 180, x: [0, length], y: [0, 1], kind, xTitle: kind });
          const { x } = scalesOf(layout);
          for (const { at, text } of layout.xTicks) {
            expect(x(at)).toBeGreaterThanOrEqual(layout.left - 0.01);
            expect(x(at) + textWidth(text) / 2).toBeLessThanOrEqual(width - 8 - textWidth(kind));
          }
        },
      ),
    );
  });

  it("names as many of many as there is room for, the newest always", () => {
    const names = Array.from({ length: 200 }, (_, n) => `v${n + 1}`);
    const layout = seriesLayout(
      view({ kind: "name", names, xTitle: "version", series: [curve("recall", ...names.map(() => 1))] }),
      500,
      180,
    );
    expect(layout.xTicks.length).toBeGreaterThan(3);
    expect(layout.xTicks.length).toBeLessThan(15);
    expect(layout.xTicks.at(-1)?.text).toBe("v200");
  });

  it("turns pixels back into values", () => {
    const { x, back } = scalesOf(seriesLayout(view(), 640, 180));
    expect(back(x(0.25))).toBeCloseTo(0.25);
  });
});

describe("what a chart shows", () => {
  it("is the stretch asked for, else all points, and never a stretch without length", () => {
    expect(xDomain(view())).toEqual([0, 1]);
    expect(xDomain(view({ from: 0.5, to: 0.75 }))).toEqual([0.5, 0.75]);
    expect(xDomain(view({ series: [{ label: "a", buckets: [single(3, 1)] }] }))).toEqual([2, 4]);
    expect(xDomain(view({ kind: "name", names: ["v1", "v2"] }))).toEqual([-0.5, 1.5]);
  });

  it("reaches to a bound no value comes near", () => {
    const [low] = yDomain(view({ bounds: [{ y: 0.5, text: "at least 0.5" }] }), [0, 1]);
    expect(low).toBeLessThan(0.5);
    expect(yDomain(view(), [0, 1])[0]).toBeGreaterThan(0.8);
  });

  it("says where the axis begins when that is not zero", () => {
    expect(axisText([0, 1])).toBe("");
    expect(axisText([0.896, 0.955], "s")).toBe("axis 0.8960 to 0.9550 s");
  });

  it("names a place by what the axis counts", () => {
    expect(placeText("step", 1200, 5000)).toBe("step 1,200");
    expect(placeText("name", 1.2, 3, ["v1", "v2"])).toBe("v2");
    expect(placeText("time", Date.parse("2026-11-24T10:00:00Z"), 86_400_000)).toMatch(/^24 Nov, /);
  });
});

describe("names at the ends of lines", () => {
  it("stand beside the line's last value in sight, and do not touch", () => {
    const labels = endLabels(view(), seriesLayout(view(), 640, 180));
    expect(labels.map(({ text }) => text)).toEqual(["a 0.9500", "b 0.9510"]);
    expect(Math.abs((labels[0]?.y ?? 0) - (labels[1]?.y ?? 0))).toBeGreaterThanOrEqual(13);
    const zoomed = view({ from: 0, to: 0.5 });
    expect(endLabels(zoomed, seriesLayout(zoomed, 640, 180))[0]?.text).toBe("a 0.9000");
  });

  it("give way to a legend in a narrow chart or for many lines; the title names a single one", () => {
    expect(needsLegend(view(), 640)).toBe(false);
    expect(needsLegend(view(), 360)).toBe(true);
    expect(needsLegend(view({ series: "abcdefg".split("").map((name) => curve(name, 1)) }), 640)).toBe(true);
    const single = view({ series: [curve("recall", 0.9, 0.95)] });
    expect(needsLegend(single, 360)).toBe(false);
    expect(endLabels(single, seriesLayout(single, 360, 180))).toMatchObject([{ text: "0.9500", swatch: 0 }]);
  });

  it("are pushed apart without leaving the chart, in their order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }), (wanted) => {
        const placed = pushApart(wanted, 13, 300);
        const order = wanted.map((y, at) => ({ y, at })).toSorted((a, b) => a.y - b.y);
        for (const [index, { at }] of order.entries()) {
          expect(placed[at]).toBeLessThanOrEqual(300);
          const before = order[index - 1];
          if (before) expect((placed[at] ?? 0) - (placed[before.at] ?? 0)).toBeGreaterThanOrEqual(13);
        }
      }),
    );
    expect(pushApart([100, 50], 13, 300)).toEqual([100, 50]);
    // Down where there is room below, else up.
    expect(pushApart([0, 0, 0], 13, 300)).toEqual([0, 13, 26]);
    expect(pushApart([299, 300], 13, 300)).toEqual([287, 300]);
  });

  it("are cut in the middle where they are too long", () => {
    expect(cutMiddle("v12 0.9812", 100)).toBe("v12 0.9812");
    const cut = cutMiddle("a-very-long-name-of-a-run 0.9812", 100);
    expect(cut).toMatch(/^a-very.*….*0\.9812$/);
    expect(textWidth(cut)).toBeLessThanOrEqual(100);
  });
});

describe("marks", () => {
  it("stand where they happened, and those out of sight are left out", () => {
    const shown = view({
      marks: [
        { x: 0.5, text: "v12 deployed" },
        { x: 7, text: "later" },
      ],
    });
    const layout = seriesLayout(shown, 640, 180);
    expect(placeMarks(shown, layout)).toMatchObject([
      { text: "v12 deployed", left: scalesOf(layout).x(0.5) },
    ]);
  });

  it("have names in rows that do not overlap, and none where there is no room", () => {
    const rows = markRows(
      [0, 1, 2, 3].map((left) => ({ left, text: "deployment" })),
      500,
    );
    expect(rows.map((place) => place?.row)).toEqual([0, 1, 2, undefined]);
    // A name at the very end begins earlier.
    expect(markRows([{ left: 495, text: "alert" }], 500)[0]?.left).toBe(500 - textWidth("alert"));
  });
});

it("counts over time are a sentence", () => {
  const hour = 3_600_000;
  const from = Date.parse("2026-11-24T10:00:00Z");
  const unit = { one: "run", many: "runs" };
  const bars = [2, 9, 0].map((total, at) => ({
    from: from + at * hour,
    to: from + (at + 1) * hour,
    total,
    part: at,
  }));
  expect(countSentence(bars, unit, "Failed")).toMatch(/^11 runs, 3 failed; most at once 9, on 24 Nov, /);
  expect(countSentence([], unit, "Failed")).toBe("0 runs, 0 failed");
  const [only] = bars;
  expect(countSentence(only ? [{ ...only, total: 1, part: 0 }] : [], unit, "Failed")).toMatch(
    /^1 run, 0 failed/,
  );
});

it("the crosshair of a page tells those who show it, and nobody once they have left", () => {
  const store = createCursorStore();
  const listener = vi.fn();
  const leave = store.subscribe(listener);
  const cursor = { kind: "step", x: 3, chart: "a", moved: "keys" } as const;
  store.set(cursor);
  store.set(cursor);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.get()).toEqual(cursor);
  leave();
  store.set(null);
  expect(listener).toHaveBeenCalledTimes(1);
});
