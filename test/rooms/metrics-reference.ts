import { toMetricValue } from "@/server/foundation/metric-value";
import type { Point } from "@/server/metrics/append";
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
        count: group.length,
        ...(nans ? { nans } : {}),
      };
    });
}
