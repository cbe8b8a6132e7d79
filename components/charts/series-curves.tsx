"use client";
import { memo } from "react";
import { Area, ComposedChart, Line, ReferenceLine } from "recharts";
import { Axes, XTitle } from "./axes";
import { lineHeight, type PlotLayout, scalesOf } from "./plot-layout";
import { bandOf, type EdgeMark, inSight, lineValue, type Series } from "./series-data";
import { SeriesEdges } from "./series-edges";
import { endLabels, type Mark, placeMarks, type SeriesView, seriesColour } from "./series-layout";

type Row = { x: number; y: number | null; band: [number, number] | null };

const rowsOf = ({ buckets }: Series, [from, to]: PlotLayout["x"]): Row[] =>
  inSight(buckets, from, to).map((bucket) => ({ x: bucket.x, y: lineValue(bucket), band: bandOf(bucket) }));

/**
 * The picture of a chart of curves: axes with titles, grid, bands at 18 %, lines of 1.4 px, bounds, marks, what has no
 * height, names at the lines' ends. With `dense` the curves are left to the canvas above it.
 */
export const SeriesCurves = memo(function SeriesCurves(props: {
  view: SeriesView;
  layout: PlotLayout;
  edges: readonly EdgeMark[];
  dense: boolean;
}) {
  const { view, layout, edges, dense } = props;
  const { series, bounds, xTitle, yTitle } = view;
  const curves = dense
    ? []
    : series.map((each, at) => ({
        key: each.label,
        colour: seriesColour(each, at),
        rows: rowsOf(each, layout.x),
      }));
  return (
    <ComposedChart
      width={layout.width}
      height={layout.height}
      margin={{ top: layout.top, right: layout.right, bottom: 0, left: 0 }}
      data={[]}
      accessibilityLayer={false}
      className="pointer-events-none num text-small"
    >
      <Axes layout={layout} />
      {curves.map(
        ({ key, colour, rows }) =>
          rows.some((row) => row.band) && (
            <Area
              key={`band ${key}`}
              data={rows}
              dataKey="band"
              type="linear"
              stroke="none"
              fill={colour}
              fillOpacity={0.18}
              dot={false}
              activeDot={false}
              isAnimationActive={false}
            />
          ),
      )}
      {curves.map(({ key, colour, rows }) => (
        <Line
          key={key}
          data={rows}
          dataKey="y"
          type="linear"
          stroke={colour}
          strokeWidth={1.4}
          strokeLinejoin="round"
          dot={rows.length === 1 && { r: 2, fill: colour }}
          activeDot={false}
          isAnimationActive={false}
        />
      ))}
      {curves.map(({ key, colour, rows }) => (
        <path
          key={`single ${key}`}
          d={singlePoints(rows, layout)}
          stroke={colour}
          strokeWidth={4}
          strokeLinecap="round"
        />
      ))}
      {bounds.map((bound) => (
        <ReferenceLine
          key={bound.text}
          y={bound.y}
          stroke={bound.tone === "plain" ? "var(--ink-3)" : "var(--bad-mark)"}
          strokeDasharray="3 4"
          label={
            <LineName
              text={bound.text}
              tone={bound.tone ?? "bad"}
              at={[layout.left + 3, besideLine(scalesOf(layout).y(bound.y), layout.top)]}
            />
          }
        />
      ))}
      {placeMarks(view, layout).map((mark) => (
        <ReferenceLine
          key={mark.key}
          x={mark.x}
          stroke={mark.tone === "bad" ? "var(--bad-mark)" : "var(--ink-3)"}
          strokeDasharray="3 3"
          label={
            mark.name ? (
              <LineName
                text={mark.text}
                tone={mark.tone}
                at={[mark.name.left, layout.top - 4 + mark.name.row * lineHeight]}
              />
            ) : undefined
          }
        />
      ))}
      <XTitle layout={layout} text={xTitle} />
      {yTitle && (
        <text x={14} y={11} fill="var(--ink-3)">
          {yTitle}
        </text>
      )}
      <SeriesEdges edges={edges} series={series} layout={layout} />
      {endLabels(view, layout).map((label) => (
        <g key={label.key} transform={`translate(${layout.width - layout.right + 8} ${label.y})`}>
          {label.swatch > 0 && <path d={`M0,0h${label.swatch - 4}`} stroke={label.colour} strokeWidth={2} />}
          <text x={label.swatch} dominantBaseline="central" fill="var(--ink-2)">
            {label.text}
          </text>
        </g>
      ))}
    </ComposedChart>
  );
});

/** Points between two gaps, which no line reaches, as a path of dots. */
function singlePoints(rows: readonly Row[], layout: PlotLayout): string {
  const { x, y } = scalesOf(layout);
  const missing = (row: Row | undefined) => !row || row.y === null;
  return rows
    .filter(
      (row, at) =>
        row.x >= layout.x[0] && row.x <= layout.x[1] && missing(rows[at - 1]) && missing(rows[at + 1]),
    )
    .flatMap((row) => (row.y === null ? [] : [`M${x(row.x).toFixed(1)},${y(row.y).toFixed(1)}h0`]))
    .join("");
}

/** The foot of a text above a line, or below it where there is no room above. */
const besideLine = (y: number, top: number): number => (y - 12 >= top ? y - 4 : y + 12);

/**
 * The name of a bound or mark beside its line, readable where a curve passes behind it. Recharts sets `x` and `y` of a
 * label to the middle of its line, so the place in pixels comes as `at`.
 */
function LineName({ text, tone, at }: { text: string; tone?: Mark["tone"]; at: readonly [number, number] }) {
  return (
    <text
      x={at[0]}
      y={at[1]}
      fill={tone === "bad" ? "var(--bad)" : "var(--ink-3)"}
      stroke="var(--surface)"
      strokeWidth={3}
      paintOrder="stroke"
    >
      {text}
    </text>
  );
}
