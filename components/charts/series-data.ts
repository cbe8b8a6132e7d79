import type { Colour } from "./colours";
import { extent } from "./scale";

/** A measured value as it travels; null where nothing was measured. */
export type BucketValue = number | "NaN" | "Infinity" | "-Infinity" | null;

/**
 * The points that fall on one pixel, summed up: the first and last in time, the smallest and largest, how many.
 * `x` is a step, milliseconds since 1970 or the place in a list of names.
 */
export type SeriesBucket = {
  x: number;
  first: BucketValue;
  last: BucketValue;
  min: BucketValue;
  max: BucketValue;
  count: number;
  /** How many of them are NaN. */
  nans?: number;
};

/** One curve. Buckets are in order of `x`; labels are unique within a chart. The baseline of a comparison is drawn in ink. */
export type Series = { label: string; color?: Colour | "ink"; buckets: readonly SeriesBucket[] };

/** A value that has no height: drawn at the edge. */
export type EdgeMark = { series: number; x: number; kind: "NaN" | "+∞" | "−∞" };

/** Up to so many points on screen an SVG chart is fast; beyond, curves are drawn on a canvas. */
export const svgPoints = 2000;

/** A bucket of one value. */
export function single(x: number, value: BucketValue): SeriesBucket {
  return { x, first: value, last: value, min: value, max: value, count: 1 };
}

/** The number a value is, NaN and infinities included; null where nothing was measured. */
export function numberOf(value: BucketValue): number | null {
  return value === null ? null : Number(value);
}

/** The finite number a value is; null where it has none. */
export function finite(value: BucketValue): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Where a bucket's line passes: its last value, else its first; null is a gap. */
export function lineValue(bucket: SeriesBucket): number | null {
  return finite(bucket.last) ?? finite(bucket.first);
}

/** The lowest and highest value of a bucket that holds more than one point; null where there is no such band. */
export function bandOf(bucket: SeriesBucket): [number, number] | null {
  const low = finite(bucket.min);
  const high = finite(bucket.max);
  return bucket.count > 1 && low !== null && high !== null ? [low, high] : null;
}

/** Every x of all series once, in order. */
export function placesOf(series: readonly Series[]): number[] {
  return [...new Set(series.flatMap((each) => each.buckets.map((bucket) => bucket.x)))].sort((a, b) => a - b);
}

/** The buckets between `from` and `to`, and one beyond each end, so that the line reaches the edge of the picture. */
export function inSight(buckets: readonly SeriesBucket[], from: number, to: number): readonly SeriesBucket[] {
  const first = buckets.findIndex((bucket) => bucket.x >= from);
  if (first < 0) return buckets.slice(-1);
  const beyond = buckets.findIndex((bucket) => bucket.x > to);
  return buckets.slice(Math.max(0, first - 1), beyond < 0 ? undefined : beyond + 1);
}

/** The smallest and largest finite value between `from` and `to`; all that is near where nothing lies between. */
export function valuesInSight(series: readonly Series[], from: number, to: number): [number, number] | null {
  const near = series.flatMap((each) => inSight(each.buckets, from, to));
  const within = near.filter(({ x }) => x >= from && x <= to);
  const values = (buckets: readonly SeriesBucket[]) =>
    extent(buckets.flatMap((bucket) => [lineValue(bucket), ...(bandOf(bucket) ?? [])]));
  return values(within) ?? values(near);
}

/** The NaN and infinite values of all series. */
export function edgesOf(series: readonly Series[]): EdgeMark[] {
  return series.flatMap(({ buckets }, at) =>
    buckets.flatMap(({ x, first, last, min, max, nans }) => {
      const values = [first, last, min, max].map(numberOf);
      const kinds: EdgeMark["kind"][] = [];
      if (nans || values.some(Number.isNaN)) kinds.push("NaN");
      if (values.includes(Number.POSITIVE_INFINITY)) kinds.push("+∞");
      if (values.includes(Number.NEGATIVE_INFINITY)) kinds.push("−∞");
      return kinds.map((kind) => ({ series: at, x, kind }));
    }),
  );
}

/**
 * The bounds of the value axis for values from `low` to `high`: from zero where that costs little height, else
 * close to the values, with a little air.
 */
export function valueBounds(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  if (low === high) return low === 0 ? [-1, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const air = (high - low) * 0.08;
  const bottom = low >= 0 && low < high * 0.35 ? 0 : low - air;
  return [bottom, high <= 0 && bottom < 0 && high > bottom * 0.1 ? 0 : high + air];
}

/** The bucket of a series nearest to `x`; null outside the stretch the series covers. */
export function nearestBucket(buckets: readonly SeriesBucket[], x: number): SeriesBucket | null {
  let low = 0;
  let high = buckets.length - 1;
  if (!(x >= (buckets[0]?.x ?? Number.NaN) && x <= (buckets[high]?.x ?? Number.NaN))) return null;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((buckets[middle]?.x ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const after = buckets[low];
  const before = buckets[low - 1];
  if (!after || !before) return after ?? before ?? null;
  return x - before.x <= after.x - x ? before : after;
}
