import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ProjectScope, requireRight } from "@/server/access/access";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { appendPoints, type Point } from "@/server/metrics/append";
import { windowMeans } from "@/server/metrics/means";
import { findSeries, readBuckets } from "@/server/metrics/read";
import { testDatabase } from "@/test/database";
import { naiveBuckets, nearBuckets, nearMean, plainMean } from "./metrics-reference";

let database: OpenDb;
let scope: ProjectScope;
let next = 1;
beforeAll(async () => {
  database = await testDatabase();
  await database.db.execute(sql`insert into projects (slug, name) values ('screening', 'Screening')`);
  scope = await requireRight(systemCtx(database.db, "test"), "metrics.write", { project: "screening" });
});
afterAll(() => database.close());

let subject: string;
beforeEach(() => {
  subject = `run:${next++}`;
});

const append = (points: readonly Point[], axis: "step" | "time" = "step") =>
  database.db.transaction((tx) => appendPoints(tx, scope, { subject, name: "auc", axis }, points));

async function series() {
  const [found] = await findSeries(database.db, subject, "auc");
  if (!found) throw new Error("no such series");
  return found;
}

const read = async (window: { from?: number; to?: number; width: number }) =>
  readBuckets(database.db, await series(), window);

const steps = (n: number, value = (i: number) => Math.sin(i / 50)): Point[] =>
  Array.from({ length: n }, (_, i) => ({ x: i, at: 1000 * i, value: value(i) }));

describe("appending points", () => {
  test("writing points twice adds them once, NaN and infinities among them", async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5];
    const points = odd.map((value, i) => ({ x: i, at: 0, value }));
    expect(await append(points)).toBe(4);
    expect(await append([...points, { x: 4, at: 0, value: 1 }])).toBe(1);
    expect(await series()).toMatchObject({ count: 5, minX: 0, maxX: 4, better: "higher" });
    expect((await read({ width: 100 })).map((b) => b.first)).toEqual([
      "NaN",
      "Infinity",
      "-Infinity",
      0.5,
      1,
    ]);
  });

  test("a short series keeps no summaries, a long one levels that halve what lies beneath", async () => {
    await append(steps(4_000));
    expect((await series()).levels).toEqual([]);
    await append(steps(4_001).slice(-1));
    expect((await series()).levels).toEqual([1, 2]);
    await append(steps(20_000));
    expect((await series()).levels).toEqual([1, 2, 3]);
    const { rows } = await database.db.execute(sql`
      select level, count(*)::integer as rows, sum(point_buckets.count)::integer as points
      from point_buckets join series on series.id = series_id where subject = ${subject} group by level order by level`);
    expect(rows).toEqual([
      { level: 1, rows: 5_000, points: 20_000 },
      { level: 2, rows: 1_250, points: 20_000 },
      { level: 3, rows: 313, points: 20_000 },
    ]);
  });

  test("points that come late change the buckets they fall into", async () => {
    await append(steps(10_000));
    await append([
      { x: 777, at: 5, value: 99 },
      { x: 777, at: 6, value: -99 },
    ]);
    const coarse = await read({ width: 100 });
    expect(coarse.find((b) => b.max === 99)).toMatchObject({ min: -99 });
    expect(coarse.reduce((sum, b) => sum + b.count, 0)).toBe(10_002);
  });

  test("a series kept by step refuses points by time", async () => {
    await append(steps(3));
    await expect(append([{ x: 1, at: 1, value: 1 }], "time")).rejects.toThrow(/kept by step/);
  });

  test("appending from two sides at once loses nothing", async () => {
    const all = steps(6_000);
    await Promise.all(
      [0, 1, 2, 3].map((part) => append(all.filter((p) => p.x % 4 === part || p.x % 7 === 0))),
    );
    const buckets = await read({ width: 500 });
    expect(buckets).toEqual(nearBuckets(naiveBuckets(all, { ...(await series()), width: 500 })));
  });
});

/** Points with gaps, shared steps, NaN and infinities, all from one seed. */
function scattered(seed: number, n: number): Point[] {
  let state = seed;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  let x = Math.floor((random() - 0.5) * 200_000);
  return Array.from({ length: n }, (_, at) => {
    x += random() < 0.01 ? Math.floor(random() * 50_000) : Math.floor(random() * 4);
    const odd = random();
    const value =
      odd < 0.02
        ? Number.NaN
        : odd < 0.03
          ? Number.POSITIVE_INFINITY
          : odd < 0.04
            ? Number.NEGATIVE_INFINITY
            : random();
    return { x, at, value };
  });
}

describe("reading a window", () => {
  test("gives each pixel's first, last, extremes and count, as the points themselves do, at every zoom", async () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    const windows = fc.array(fc.tuple(part, part, fc.integer({ min: 10, max: 1500 })), {
      minLength: 8,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 4_001, max: 20_000 }),
        windows,
        async (seed, n, zooms) => {
          subject = `run:${next++}`;
          const points = scattered(seed, n);
          await append(points.filter((_, i) => i % 3 !== 0));
          await append(points);
          const found = await series();
          const span = (found.maxX ?? 0) - (found.minX ?? 0);
          for (const [a, b, width] of zooms) {
            const at = (share: number) => (found.minX ?? 0) + Math.round(share ** 3 * span);
            const window = { from: at(Math.min(a, b)), to: at(Math.max(a, b)), width };
            const buckets = await readBuckets(database.db, found, window);
            expect(buckets).toEqual(nearBuckets(naiveBuckets(points, { ...found, ...window })));
            expect(buckets.length).toBeLessThanOrEqual(width);
          }
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  });
});

describe("the mean of a window", () => {
  const meansOf = async (windows: { from: number; to: number }[]) => {
    const { id } = await series();
    return windowMeans(
      database.db,
      windows.map((window) => ({ seriesId: id, ...window })),
    );
  };

  test("is the plain mean of its finite points, with their number and spread, wherever its edges are", async () => {
    const part = fc.double({ min: -0.1, max: 1.1, noNaN: true });
    const edges = fc.array(fc.tuple(part, part), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 2, max: 20_000 }),
        edges,
        async (seed, n, asked) => {
          subject = `run:${next++}`;
          const points = scattered(seed, n).map((p, i) => ({
            ...p,
            // A small spread around a large value loses digits where squares are summed.
            value: i % 2 === 0 ? 1e6 + p.value : 1e6 - p.value,
          }));
          await append(points.filter((_, i) => i % 3 !== 0));
          await append(points);
          const { minX, maxX } = await series();
          const at = (share: number) => Math.round((minX ?? 0) + share * ((maxX ?? 0) - (minX ?? 0)));
          const windows = asked.map(([a, b]) => ({ from: at(Math.min(a, b)), to: at(Math.max(a, b)) }));
          const inside = ({ from, to }: { from: number; to: number }) =>
            points.filter((p) => p.x >= from && p.x <= to).map((p) => p.value);
          expect(await meansOf(windows)).toEqual(
            windows.map((window) => nearMean(plainMean(inside(window)))),
          );
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  });

  test("leaves out the largest number there is, which some trackers write for infinity", async () => {
    await append(steps(5_000, (i) => (i % 2 === 0 ? Number.MAX_VALUE : 3)));
    expect((await series()).levels.length).toBeGreaterThan(0);
    expect(await meansOf([{ from: 0, to: 4_999 }])).toEqual([{ mean: 3, n: 2_500, spread: 0 }]);
  });

  test("is null where nothing was measured, and of an unknown series", async () => {
    await append(steps(10));
    expect(await meansOf([{ from: 20, to: 30 }])).toEqual([null]);
    expect(await windowMeans(database.db, [{ seriesId: "999999", from: 0, to: 1 }])).toEqual([null]);
  });
});
