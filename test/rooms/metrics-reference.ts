import { expect } from "vitest";
import { toMetricValue } from "@/server/foundation/metric-value";
import type { Point } from "@/server/metrics/append";
import type { WindowMean } from "@/server/metrics/means";
import type { Bucket } from "@/server/metrics/schema";
import { planWindow } from "@/server/metrics/window";

/** What a window should read as, from the points alone and in the plainest way. */
export function naiveBuckets(
  points: readonly Point[],
  asked: {
    from?: number;
    to?: number;
    width: number;
    minX: number | null;
    maxX: number | null;
    levels: readonly number[];
  },
): Bucket[] {
  const minX = asked.minX ?? 0;
  const maxX = asked.maxX ?? 0;
  const { from = minX, to = maxX } = asked;
  const { base, step } = planWindow({ from, to, width: asked.width }, { minX, maxX, levels: asked.levels });
  const groups = new Map<number, Point[]>();
  for (const point of points) {
    if (point.x < from || point.x > to) continue;
    const place = Math.floor((point.x - base) / step);
    groups.set(place, [...(groups.get(place) ?? []), point]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, group]) => {
      // PostgreSQL takes 0 and -0 for one value, and NaN for the largest.
      const rank = (v: number) => (Number.isNaN(v) ? Number.MAX_VALUE * 2 : v);
      const sorted = group.toSorted((a, b) => a.x - b.x || a.at - b.at || rank(a.value) - rank(b.value));
      const values = group.map((p) => p.value).filter((v) => !Number.isNaN(v));
      const nans = group.length - values.length;
      return {
        x: sorted[0]?.x ?? 0,
        first: toMetricValue(sorted[0]?.value ?? Number.NaN),
        last: toMetricValue(sorted.at(-1)?.value ?? Number.NaN),
        min: values.length ? toMetricValue(Math.min(...values)) : ("NaN" as const),
        max: values.length ? toMetricValue(Math.max(...values)) : ("NaN" as const),
        mean: plainMean(group.map((p) => p.value))?.mean ?? null,
        count: group.length,
        ...(nans ? { nans } : {}),
      };
    });
}

/** The plain mean of the finite values, their number and their sample standard deviation. */
export function plainMean(values: readonly number[]): WindowMean | null {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  if (n === 0) return null;
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  const deviations = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, n, spread: n > 1 ? Math.sqrt(deviations / (n - 1)) : null };
}

/** Sums of doubles depend on their order: equal to six decimals. */
const near = (value: number | null) => (value === null ? null : expect.closeTo(value, 6));

export const nearMean = (mean: WindowMean | null) =>
  mean && { n: mean.n, mean: near(mean.mean), spread: near(mean.spread) };

export const nearBuckets = (buckets: readonly Bucket[]) =>
  buckets.map((bucket) => ({ ...bucket, mean: near(bucket.mean) }));
