import { expect, test } from "vitest";
import { bandsOf, lanesOf, marksOf } from "@/components/overview/lanes";
import type { Axis } from "@/server/overview/schema";

const at = (day: number) => `2026-11-${String(day).padStart(2, "0")}T00:00:00.000Z`;
const served = (over: Partial<Axis["served"][number]>): Axis["served"][number] => ({
  ...{ environment: "production", version: "12", from: at(10), to: null, source: "promotion" },
  ...{ ended: null, because: null, promotion: "7" },
  ...over,
});
const axis: Axis = {
  ...{ from: at(10), to: at(24), whole: { from: at(10), to: at(24) } },
  models: ["breast-cancer", "digit-reader"],
  chosen: "breast-cancer",
  model: { name: "breast-cancer", project: "screening" },
  runs: [{ from: at(11), to: null, kind: "training", status: "running", count: 1, name: "fit", id: "4" }],
  environments: ["production"],
  served: [
    served({ from: at(8), to: at(19), ended: "superseded" }),
    served({
      version: "13",
      from: at(19),
      to: at(20),
      ended: "rolled_back",
      because: "too slow",
      promotion: "8",
    }),
    served({ from: at(20), source: "rollback", promotion: "9" }),
  ],
  promotions: [
    {
      ...{ id: "8", environment: "production", version: "13", status: "rolled_back", rollback: false },
      ...{ from: at(18), to: at(19) },
    },
    {
      ...{ id: "9", environment: "production", version: "12", status: "succeeded", rollback: true },
      ...{ from: at(20), to: at(20) },
    },
  ],
  live: {
    ...{ metric: "recall", environment: "production", bound: { kind: "atLeast", value: 0.93 } },
    points: [{ at: at(11), mean: 0.95, min: 0.9, max: 0.96, n: 9 }],
  },
  feedback: [],
};

test("a chosen model has its promotions and roll-backs in a lane, each a link to the promotion", () => {
  const lane = lanesOf(axis, {}).find(({ id }) => id === "promotions");
  expect(lane).toMatchObject({
    items: [
      { title: "v13 into production, rolled back", shape: "bad", href: "/promotions/8" },
      { title: "Roll-back of production to v12, succeeded", shape: "ok", href: "/promotions/9" },
    ],
  });
});

test("what came into service in the span is a mark through all lanes, what came before is none", () => {
  expect(marksOf(axis).map(({ text }) => text)).toEqual(["v13 → production", "back to v12"]);
  const outside = { ...axis, served: [served({ from: at(12), source: "observed" })] };
  expect(marksOf(outside).map(({ text }) => text)).toEqual(["v12 → production, outside Terrapin"]);
  expect(bandsOf(axis)).toMatchObject([{ text: "v13 rolled back: too slow", href: "/promotions/8" }]);
});

test("the live lane has the mean, its band and the bound", () => {
  expect(lanesOf(axis, {}).find(({ id }) => id === "live")).toMatchObject({
    ...{ label: "recall, live", bound: 0.93 },
    points: [{ value: 0.95, band: [0.9, 0.96] }],
  });
});

test("where all models' runs are shown, the lanes of the one that serves name it", () => {
  const texts = (shown: Axis) => lanesOf(shown, {}).flatMap(({ text }) => text ?? []);
  expect(texts({ ...axis, chosen: null, promotions: [] })).toEqual(["breast-cancer", "breast-cancer"]);
  expect(texts(axis)).toEqual([]);
  expect(marksOf({ ...axis, chosen: null })).toEqual([]);
});
