import type { Colour } from "./colours";
import { valueText } from "./value-text";

/** A measured value as it travels; null where nothing was measured. */
export type BucketValue = number | "NaN" | "Infinity" | "-Infinity" | null;

/**
 * The points that fall on one pixel, summed up: the first and last in time, the smallest and largest, how many.
 * `x` is a step or milliseconds since 1970.
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

export type Series = { label: string; color?: Colour; buckets: readonly SeriesBucket[] };

type Cell = number | null | undefined;
/** A value that has no height: drawn at the edge. */
export type EdgeMark = { series: number; x: number; kind: "NaN" | "+∞" | "−∞" };
export type Aligned = {
  xs: number[];
  /** Per series its line and the band around it, at the places of `xs`: null is a gap, undefined is no point. */
  lines: Cell[][];
  lows: Cell[][];
  highs: Cell[][];
  /** Whether any bucket holds more than one point, and so has a band. */
  banded: boolean;
  edges: EdgeMark[];
};

/** The finite number a value is; null where it has none. */
export function finite(value: BucketValue): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** All series over the union of their places. Infinite and NaN values become gaps and marks at the edge. */
export function align(series: readonly Series[]): Aligned {
  const xs = [...new Set(series.flatMap((each) => each.buckets.map((bucket) => bucket.x)))].sort(
    (a, b) => a - b,
  );
  const place = new Map(xs.map((x, index) => [x, index]));
  const edges: EdgeMark[] = [];
  const column = (at: number, read: (bucket: SeriesBucket) => BucketValue) => {
    const cells: Cell[] = new Array(xs.length).fill(undefined);
    for (const bucket of series[at]?.buckets ?? []) cells[place.get(bucket.x) ?? 0] = finite(read(bucket));
    return cells;
  };
  const all = series.map((_, at) => at);
  for (const at of all) {
    for (const { x, first, last, min, max, nans } of series[at]?.buckets ?? []) {
      const values = [first, last, min, max];
      if (nans || values.some((value) => isNan(value))) edges.push({ series: at, x, kind: "NaN" });
      if (values.some((value) => toNumber(value) === Number.POSITIVE_INFINITY))
        edges.push({ series: at, x, kind: "+∞" });
      if (values.some((value) => toNumber(value) === Number.NEGATIVE_INFINITY))
        edges.push({ series: at, x, kind: "−∞" });
    }
  }
  return {
    xs,
    lines: all.map((at) =>
      column(at, (bucket) => (finite(bucket.last) === null ? bucket.first : bucket.last)),
    ),
    lows: all.map((at) => column(at, (bucket) => bucket.min)),
    highs: all.map((at) => column(at, (bucket) => bucket.max)),
    banded: series.some((each) => each.buckets.some((bucket) => bucket.count > 1)),
    edges,
  };
}

function toNumber(value: BucketValue): number | null {
  return value === null ? null : Number(value);
}

function isNan(value: BucketValue): boolean {
  return value !== null && Number.isNaN(Number(value));
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

/** The bucket of a series that stands nearest to `x`; null outside the stretch the series covers. */
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

/** A bucket's value in words; with more than one point in it also how far they reach. */
export function bucketText(bucket: SeriesBucket, digits?: number, unit?: string): string {
  const value = toNumber(bucket.last);
  if (value === null) return "no value";
  const text = valueText(value, digits, unit);
  const low = finite(bucket.min);
  const high = finite(bucket.max);
  if (bucket.count < 2 || low === null || high === null || low === high) return text;
  return `${text} (${valueText(low, digits)} to ${valueText(high, digits)})`;
}

/** A chart as a sentence: "recall 0.961, from 0.942; between 0.930 and 0.965". */
export function sentence(series: readonly Series[], digits?: number, unit?: string): string {
  return series
    .map(({ label, buckets }) => {
      const last = buckets.at(-1);
      const first = buckets[0];
      if (!last || !first) return `${label}: no values`;
      const lows = buckets.flatMap((bucket) => finite(bucket.min) ?? []);
      const highs = buckets.flatMap((bucket) => finite(bucket.max) ?? []);
      const end = toNumber(last.last);
      const start = toNumber(first.first);
      const parts = [`${label} ${end === null ? "without a last value" : valueText(end, digits, unit)}`];
      if (buckets.length > 1 && start !== null) parts.push(`, from ${valueText(start, digits)}`);
      if (lows.length > 1) {
        const reach = (values: number[], pick: (a: number, b: number) => number) =>
          valueText(
            values.reduce((a, b) => pick(a, b)),
            digits,
          );
        parts.push(`; between ${reach(lows, Math.min)} and ${reach(highs, Math.max)}`);
      }
      return parts.join("");
    })
    .join(". ");
}
