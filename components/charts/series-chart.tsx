"use client";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { ChartFrame } from "./chart-frame";
import { useChartGroup, type XKind } from "./chart-group";
import type { TableData } from "./chart-table";
import { PlotOverlay, type Reading } from "./plot-overlay";
import { edgesOf, inSight, lineValue, nearestBucket, placesOf, type Series, svgPoints } from "./series-data";
import {
  type Bound,
  type Mark,
  needsLegend,
  type SeriesView,
  seriesColour,
  seriesLayout,
  xDomain,
  yDomain,
} from "./series-layout";
import { axisText, bucketText, edgeText, lastText, placeText, sentence } from "./series-words";
import { useWidth } from "./use-width";

const SeriesCurves = dynamic(() => import("./series-curves").then((m) => m.SeriesCurves), { ssr: false });
const DenseCurves = dynamic(() => import("./dense-curves").then((m) => m.DenseCurves), { ssr: false });

const none: readonly never[] = [];
const xTitles = { step: "step", time: "time", name: "" } satisfies Record<XKind, string>;

/**
 * Curves over steps, time or names. Recharts draws axes, grid, bounds and marks, and up to 2,000 points also the curves;
 * beyond that uPlot draws the curves in the same place. The caller downsamples a long series to the chart's width.
 * Crosshair and zoom come from the `ChartGroup` around it.
 */
export function SeriesChart(props: {
  title: string;
  /** Small print beside the title. */
  sub?: string;
  unit?: string;
  xKind: XKind;
  /** What the x axis counts, written at its end: "step", "time", else "version". */
  xTitle?: string;
  /** The names of a "name" axis; a bucket's `x` is a place in this list. */
  names?: readonly string[];
  /** What the value axis counts, where the title does not say it. */
  yTitle?: string;
  series: readonly Series[];
  marks?: readonly Mark[];
  bounds?: readonly Bound[];
  height?: number;
  digits?: number;
}) {
  const {
    title,
    sub,
    unit,
    xKind,
    names,
    yTitle,
    series,
    marks = none,
    bounds = none,
    height = 180,
    digits,
  } = props;
  const xTitle = props.xTitle ?? xTitles[xKind];
  const { cursor, from, to, onRange } = useChartGroup();
  const [ref, width] = useWidth<HTMLDivElement>();
  const view: SeriesView = useMemo(
    () => ({ series, kind: xKind, names, title, xTitle, yTitle, unit, digits, bounds, marks, from, to }),
    [series, xKind, names, title, xTitle, yTitle, unit, digits, bounds, marks, from, to],
  );
  const layout = useMemo(() => (width > 0 ? seriesLayout(view, width, height) : null), [view, width, height]);
  const edges = useMemo(() => edgesOf(series), [series]);
  const stops = useMemo(() => placesOf(series), [series]);
  const x = xDomain(view);
  const span = x[1] - x[0];
  const points = series.reduce((sum, each) => sum + inSight(each.buckets, x[0], x[1]).length, 0);
  const dense = points > svgPoints;
  const place = (at: number) => placeText(xKind, at, span, names);

  function read(at: number): Reading {
    const stop = xKind === "name" ? Math.round(at) : at;
    const lines = series.map((each, index) => {
      const bucket = nearestBucket(each.buckets, stop);
      const value = bucket && lineValue(bucket);
      return {
        label: each.label,
        colour: seriesColour(each, index),
        text: bucket ? bucketText(bucket, digits, unit) : "no value",
        ...(bucket && value !== null ? { x: bucket.x, y: value } : {}),
      };
    });
    return { where: place(stop), lines };
  }

  return (
    <ChartFrame
      title={title}
      sub={[unit, sub].filter(Boolean).join(" · ")}
      note={axisText(yDomain(view, x), unit)}
      legend={
        needsLegend(view, width)
          ? series.map((each, at) => ({
              label: each.label,
              colour: seriesColour(each, at),
              value: lastText(each, digits),
            }))
          : none
      }
      warning={
        edges[0] &&
        `${edgeText(edges)}, marked at the edge; the first at ${place(edges.reduce((least, edge) => Math.min(least, edge.x), Number.POSITIVE_INFINITY))}`
      }
      table={() => tableOf(view, span)}
      height={height}
    >
      <div ref={ref}>
        {layout && points === 0 && <p className="px-3.5 py-6 text-ink-3">No values.</p>}
        {layout && points > 0 && (
          <>
            <SeriesCurves {...{ view, layout, edges, dense }} />
            {dense && <DenseCurves {...{ series, layout }} />}
            <PlotOverlay
              {...{ layout, cursor, stops, read, onRange }}
              kind={xKind}
              label={`${title}. ${sentence(series, digits, unit)}`}
            />
          </>
        )}
      </div>
    </ChartFrame>
  );
}

/** The buckets as rows, one column for each series. */
function tableOf({ series, kind, names, xTitle, unit, digits }: SeriesView, span: number): TableData {
  const cells = series.map((each) => new Map(each.buckets.map((bucket) => [bucket.x, bucket])));
  const capital = xTitle.charAt(0).toUpperCase() + xTitle.slice(1);
  return {
    head: [capital, ...series.map((each) => (unit ? `${each.label} (${unit})` : each.label))],
    rows: placesOf(series).map((x) => ({
      key: String(x),
      cells: [
        kind === "step" ? x.toLocaleString("en-US") : placeText(kind, x, span, names),
        ...cells.map((column) => {
          const bucket = column.get(x);
          return bucket ? bucketText(bucket, digits) : "·";
        }),
      ],
    })),
  };
}
