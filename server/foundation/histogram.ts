import type { Histogram } from "./shapes";

export const emptyHistogram: Histogram = { from: null, to: null, buckets: [] };

/** Milliseconds of each bucket when `buckets` of them cover `from` to `to` (ms since 1970); at least a second. */
export function bucketSize(from: number, to: number, buckets: number): number {
  return Math.max(1000, Math.ceil((to - from) / buckets));
}

/**
 * A histogram of `buckets` buckets of `size` ms from `from` (ms since 1970) on. `rows` are the counts that are not
 * zero, `at` being the start of their bucket.
 */
export function fillHistogram(
  from: number,
  size: number,
  buckets: number,
  rows: readonly { at: number; total: number; bad: number }[],
): Histogram {
  const byPlace = new Map(rows.map((row) => [Math.round((row.at - from) / size), row]));
  const iso = (place: number) => new Date(from + place * size).toISOString();
  return {
    from: iso(0),
    to: iso(buckets),
    buckets: Array.from({ length: buckets }, (_, place) => ({
      from: iso(place),
      to: iso(place + 1),
      total: byPlace.get(place)?.total ?? 0,
      bad: byPlace.get(place)?.bad ?? 0,
    })),
  };
}
