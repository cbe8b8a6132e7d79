import type { XKind } from "./chart-group";
import { momentText } from "./clock";
import {
  bandOf,
  type EdgeMark,
  finite,
  numberOf,
  type Series,
  type SeriesBucket,
  single,
} from "./series-data";
import { valueText } from "./value-text";

/** A place on the x axis in words. `span` is the length of the axis, `names` those of a "name" axis. */
export function placeText(kind: XKind, x: number, span: number, names: readonly string[] = []): string {
  if (kind === "time") return momentText(x, span);
  if (kind === "name") return names[Math.round(x)] ?? "";
  return `step ${Math.round(x).toLocaleString("en-US")}`;
}

/** A bucket's value in words; with more than one point in it also how far they reach. */
export function bucketText(bucket: SeriesBucket, digits?: number, unit?: string): string {
  const value = numberOf(bucket.last);
  if (value === null) return "no value";
  const text = valueText(value, digits, unit);
  const band = bandOf(bucket);
  if (!band || band[0] === band[1]) return text;
  return `${text} (${valueText(band[0], digits)} to ${valueText(band[1], digits)})`;
}

/** The last finite value of a series in words; empty where there is none. */
export function lastText(series: Series, digits?: number): string {
  const value = series.buckets.findLast((bucket) => finite(bucket.last) !== null)?.last;
  return typeof value === "number" ? valueText(value, digits) : "";
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
      const end = numberOf(last.last);
      const start = numberOf(first.first);
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

/** A small curve as a sentence, its gaps left out: "recall, 7 days 0.961, from 0.942; between 0.930 and 0.965". */
export function valuesSentence(label: string, values: readonly (number | null)[], digits?: number): string {
  const known = values.filter((value) => value !== null);
  return sentence([{ label, buckets: known.map((value, x) => single(x, value)) }], digits);
}

/** The number of values drawn at the edge, by kind: "2 × NaN, 1 × +∞". */
export function edgeText(edges: readonly EdgeMark[]): string {
  const kinds = new Map<string, number>();
  for (const { kind } of edges) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(", ");
}

/** The ends of the value axis in words where it does not begin at zero; empty where it does. */
export function axisText([low, high]: readonly [number, number], unit?: string): string {
  if (low === 0) return "";
  const digits = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(high - low))));
  return `axis ${valueText(low, digits)} to ${valueText(high, digits, unit)}`;
}
