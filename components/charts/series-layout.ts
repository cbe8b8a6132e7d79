import type { XKind } from "./chart-group";
import {
  cutMiddle,
  innerSize,
  lineHeight,
  markRows,
  type PlotLayout,
  plotLayout,
  pushApart,
  scalesOf,
  textWidth,
} from "./plot-layout";
import { extent } from "./scale";
import { inSight, lineValue, type Series, valueBounds, valuesInSight } from "./series-data";
import { valueText } from "./value-text";

/** A moment or step that matters, with its name: a deployment, a failure, an alert. */
export type Mark = { x: number; text: string; tone?: "bad" | "plain" };
/** A value not to cross, with its name: "at least 0.95". */
export type Bound = { y: number; text: string; tone?: "bad" | "plain" };

/** What a chart of curves shows, before it has a size. */
export type SeriesView = {
  series: readonly Series[];
  kind: XKind;
  names?: readonly string[];
  title: string;
  xTitle: string;
  yTitle?: string;
  unit?: string;
  digits?: number;
  bounds: readonly Bound[];
  marks: readonly Mark[];
  from: number | null;
  to: number | null;
};

/** The colour of a series: its own, else the one of its place. */
export function seriesColour(series: Series, at: number): string {
  return series.color === "ink" ? "var(--ink)" : `var(--c${series.color ?? (at % 8) + 1})`;
}

/** The domain of the x axis: the range asked for, else from the first to the last point. */
export function xDomain({ series, kind, names = [], from, to }: SeriesView): [number, number] {
  if (kind === "name") return [-0.5, Math.max(0.5, names.length - 0.5)];
  const all = extent(series.flatMap(({ buckets }) => [buckets[0]?.x, buckets.at(-1)?.x]));
  const [first, last] = [from ?? all?.[0] ?? 0, to ?? all?.[1] ?? 0];
  return first < last ? [first, last] : [first - 1, first + 1];
}

/** The domain of the value axis: the values in sight and the bounds. */
export function yDomain(view: SeriesView, [from, to]: readonly [number, number]): [number, number] {
  const range = valuesInSight(view.series, from, to);
  const all = range && extent([...range, ...view.bounds.map((bound) => bound.y)]);
  return valueBounds(all?.[0] ?? null, all?.[1] ?? null);
}

/** Whether the series are named in a legend, because there is no room at the lines' ends. */
export function needsLegend({ series, title }: SeriesView, width: number): boolean {
  return !namedByTitle(series, title) && (width < 480 || series.length > 6);
}

/** The only curve of a chart is named by the chart's title. */
const namedByTitle = (series: readonly Series[], title: string) =>
  series.length === 1 && series[0]?.label === title;

/** The last value of each line in the range shown, and its label. */
function lineEnds({ series, title, digits }: SeriesView, [from, to]: readonly [number, number]) {
  const bare = namedByTitle(series, title);
  return series.flatMap((each, at) => {
    const last = inSight(each.buckets, from, to).findLast(
      (bucket) => lineValue(bucket) !== null && bucket.x <= to,
    );
    const value = last ? lineValue(last) : null;
    if (value === null) return [];
    const text = valueText(value, digits);
    const colour = seriesColour(each, at);
    return [{ key: each.label, text: bare ? text : `${each.label} ${text}`, colour, value }];
  });
}

/** The layout of a chart of curves of `width` × `height` pixels. */
export function seriesLayout(view: SeriesView, width: number, height: number): PlotLayout {
  const { kind, names, xTitle, yTitle, unit, marks } = view;
  const x = xDomain(view);
  const longest = needsLegend(view, width)
    ? 0
    : Math.max(0, ...lineEnds(view, x).map(({ text }) => textWidth(text)));
  return plotLayout({
    width,
    height,
    x,
    y: yDomain(view, x),
    kind,
    names,
    xTitle,
    headLines: (yTitle ? 1 : 0) + (marks.length > 0 ? 1 : 0),
    unit,
    right: Math.round(Math.min(170, width * 0.3, longest + 14 + swatchWidth(view))),
  });
}

/** Pixels of the colour before each label; a single line needs none. */
const swatchWidth = ({ series }: SeriesView) => (series.length > 1 ? 12 : 0);

/** The middle of a name at a line's end. `swatch` is the width of the colour before it. */
export type EndLabel = { key: string; text: string; colour: string; y: number; swatch: number };

/** The names at the lines' ends, pushed apart where they would touch; none where a legend has them. */
export function endLabels(view: SeriesView, layout: PlotLayout): EndLabel[] {
  if (needsLegend(view, layout.width)) return [];
  const { y } = scalesOf(layout);
  const ends = lineEnds(view, layout.x);
  const swatch = swatchWidth(view);
  const placed = pushApart(
    ends.map(({ value }) => y(value)),
    lineHeight,
    layout.top + innerSize(layout).height - 2,
  );
  return ends.map(({ key, text, colour, value }, at) => ({
    key,
    text: cutMiddle(text, layout.right - 8 - swatch),
    colour,
    y: placed[at] ?? y(value),
    swatch,
  }));
}

export type PlacedMark = Mark & { key: string; left: number; name: { left: number; row: number } | null };

/** The marks in sight with the pixel they stand at, and where their names fit. */
export function placeMarks({ marks }: SeriesView, layout: PlotLayout): PlacedMark[] {
  const { x } = scalesOf(layout);
  const shown = marks.filter((mark) => mark.x >= layout.x[0] && mark.x <= layout.x[1]);
  const rows = markRows(
    shown.map((mark) => ({ left: x(mark.x) + 4, text: mark.text })),
    layout.width - layout.right,
  );
  return shown.map((mark, at) => ({
    ...mark,
    key: `${mark.x} ${mark.text}`,
    left: x(mark.x),
    name: rows[at] ?? null,
  }));
}
