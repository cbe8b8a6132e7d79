"use client";
import { type KeyboardEvent, useMemo, useState } from "react";
import { momentText } from "./clock";
import { extent } from "./scale";
import {
  type Aligned,
  align,
  bucketText,
  finite,
  nearestBucket,
  type Series,
  sentence,
  valueBounds,
} from "./series-data";
import type { SeriesMark } from "./series-drawing";
import { SeriesPlot } from "./series-plot";
import { SeriesTable } from "./series-table";
import { usePalette } from "./use-palette";
import { useWidth } from "./use-width";
import { valueText } from "./value-text";

export type SeriesChartProps = {
  title: string;
  unit?: string;
  xKind: "step" | "time";
  series: readonly Series[];
  marks?: readonly SeriesMark[];
  /** Charts of a page with the same key share the crosshair. */
  sync?: string;
  height?: number;
  digits?: number;
  /** The stretch shown (a step, or ms since 1970); all of it where absent. Charts that share it zoom together. */
  from?: number | null;
  to?: number | null;
  /** A stretch was drawn with the pointer; null and null ask for all of it again (double click). */
  onRange?: (from: number | null, to: number | null) => void;
};

/**
 * Curves over steps or time, thinned to the pixel by whoever brings them. The crosshair follows the pointer or the
 * arrow keys; the same points stand in a table, and in a sentence for screen readers. uPlot draws: load this with
 * `next/dynamic`.
 */
export function SeriesChart(props: SeriesChartProps) {
  const { title, unit, xKind, series, marks = [], sync, height = 180, digits, from, to, onRange } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const palette = usePalette();
  const data = useMemo(() => align(series), [series]);
  const [hover, setHover] = useState<number | null>(null);
  const [keyed, setKeyed] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  // The only curve of a chart is named by the chart's title.
  const alone = series.length === 1 && series[0]?.label === title;
  const legend = !alone && (width < 480 || series.length > 6);
  const colours = series.map((each, at) => palette?.[`c${each.color ?? (((at % 8) + 1) as 1)}`] ?? "gray");
  const at = keyed ?? hover;
  const span = (data.xs.at(-1) ?? 0) - (data.xs[0] ?? 0);
  const place = (x: number) =>
    xKind === "time" ? momentText(x, span) : `step ${Math.round(x).toLocaleString("en-US")}`;
  const spoken = sentence(series, digits, unit);
  const last = (each: Series) => {
    const value = each.buckets.findLast((bucket) => finite(bucket.last) !== null)?.last;
    return typeof value === "number" ? valueText(value, digits) : "";
  };

  function walk(event: KeyboardEvent) {
    const { xs } = data;
    const now = keyed === null ? -1 : xs.indexOf(keyed);
    const next = {
      ArrowLeft: now < 0 ? xs.length - 1 : now - 1,
      ArrowRight: now + 1,
      Home: 0,
      End: xs.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setKeyed(xs[Math.max(0, Math.min(xs.length - 1, next))] ?? null);
  }

  return (
    <figure aria-label={title} className="min-w-0">
      <figcaption className="flex flex-wrap items-baseline gap-x-2 px-3.5 pt-2">
        <span className="font-medium [overflow-wrap:anywhere]">{title}</span>
        {unit && <span className="text-sub text-ink-3">{unit}</span>}
        <span className="num ml-auto text-small text-ink-3">{boundsText(data, unit)}</span>
        <button
          type="button"
          onClick={() => setAsTable(!asTable)}
          className="text-small text-ink-3 hover:text-ink"
        >
          {asTable ? "Curves" : "Table"}
        </button>
      </figcaption>
      {legend && (
        <ul className="flex flex-wrap gap-x-3 px-3.5 text-sub">
          {series.map((each, index) => (
            <li key={each.label} className="flex min-w-0 items-center gap-1.5">
              <span
                aria-hidden="true"
                className="h-0.5 w-3 flex-none"
                style={{ background: colours[index] }}
              />
              <span className="truncate text-ink-2">{each.label}</span>
              <span className="num">{last(each)}</span>
            </li>
          ))}
        </ul>
      )}
      {asTable ? (
        <SeriesTable label={title} {...{ series, data, xKind, digits, unit }} />
      ) : (
        <div ref={ref} className="relative mx-2" style={{ minHeight: height }}>
          {palette && width > 0 && (
            <SeriesPlot
              key={[colours, palette.ink, data.banded, xKind, unit, sync, legend, height].join()}
              {...{ data, colours, palette, xKind, unit, width, height, marks }}
              syncKey={sync}
              labels={
                legend
                  ? []
                  : series.map((each, index) => ({
                      text: alone ? last(each) : `${each.label} ${last(each)}`,
                      colour: colours[index] ?? "gray",
                      values: data.lines[index] ?? [],
                    }))
              }
              from={from ?? data.xs[0] ?? 0}
              to={to ?? data.xs.at(-1) ?? 0}
              cursorAt={keyed}
              onCursor={setHover}
              onRange={(first, end) => onRange?.(first, end)}
            />
          )}
          {at !== null && <Readout {...{ at, series, colours, data, digits, unit }} where={place(at)} />}
          <button
            type="button"
            aria-label={`${title}. ${spoken}. Arrow keys walk the points.`}
            onKeyDown={walk}
            onBlur={() => setKeyed(null)}
            className="pointer-events-none absolute inset-0 rounded-s -outline-offset-2"
          />
          <p aria-live="polite" className="sr-only">
            {keyed !== null &&
              `${place(keyed)}: ${series.map((each) => readingOf(each, keyed, digits, unit)).join(", ")}`}
          </p>
        </div>
      )}
      {data.edges.length > 0 && (
        <p className="px-3.5 pb-1.5 text-sub text-wait">
          {edgeText(data)}, marked at the edge; the first at{" "}
          {place(Math.min(...data.edges.map((edge) => edge.x)))}
        </p>
      )}
    </figure>
  );
}

function readingOf(series: Series, x: number, digits?: number, unit?: string): string {
  const bucket = nearestBucket(series.buckets, x);
  return `${series.label} ${bucket ? bucketText(bucket, digits, unit) : "no value"}`;
}

/** Says where the value axis begins and ends when that is not at zero. */
function boundsText(data: Aligned, unit?: string): string {
  const range = extent([...data.lines, ...data.lows, ...data.highs].flat());
  const [low, high] = valueBounds(range?.[0] ?? null, range?.[1] ?? null);
  if (!range || low === 0) return "";
  const digits = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(high - low))));
  return `axis ${valueText(low, digits)} to ${valueText(high, digits, unit)}`;
}

function edgeText(data: Aligned): string {
  const kinds = new Map<string, number>();
  for (const { kind } of data.edges) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(", ");
}

/** The values under the crosshair. */
function Readout(props: {
  at: number;
  where: string;
  series: readonly Series[];
  colours: readonly string[];
  data: Aligned;
  digits?: number;
  unit?: string;
}) {
  const { at, where, series, colours, data, digits, unit } = props;
  const [first = 0, last = 1] = [data.xs[0], data.xs.at(-1)];
  const late = at > (first + last) / 2;
  return (
    <div
      aria-hidden="true"
      className={`pointer-events-none absolute top-2 z-2 rounded-m border border-line bg-surface px-2 py-1 text-label shadow-float ${late ? "left-14" : "right-4"}`}
    >
      <div className="num text-ink-3">{where}</div>
      {series.map((each, index) => {
        const bucket = nearestBucket(each.buckets, at);
        return (
          <div key={each.label} className="flex items-center gap-2">
            <span className="h-0.5 w-3 flex-none" style={{ background: colours[index] }} />
            <span className="max-w-48 truncate text-ink-2">{each.label}</span>
            <span className="num ml-auto pl-2">{bucket ? bucketText(bucket, digits, unit) : "·"}</span>
          </div>
        );
      })}
    </div>
  );
}
