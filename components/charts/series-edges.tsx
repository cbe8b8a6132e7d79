import { innerSize, type PlotLayout, scalesOf } from "./plot-layout";
import type { EdgeMark, Series } from "./series-data";
import { seriesColour } from "./series-layout";

/** Paths around `x` between the upper and the lower edge: a cross at the foot for NaN, triangles for ±∞. */
const shapes: Record<EdgeMark["kind"], (x: number, top: number, foot: number) => string> = {
  NaN: (x, _, foot) => `M${x - 3.5},${foot - 8.5}l7,7m0,-7l-7,7`,
  "+∞": (x, top) => `M${x - 3.5},${top + 8.5}h7l-3.5,-7z`,
  "−∞": (x, _, foot) => `M${x - 3.5},${foot - 8.5}h7l-3.5,7z`,
};
const kinds = ["NaN", "+∞", "−∞"] as const;

/** Values without a height, at the edges of the plot area: one path for each series and kind. */
export function SeriesEdges(props: {
  edges: readonly EdgeMark[];
  series: readonly Series[];
  layout: PlotLayout;
}) {
  const { edges, series, layout } = props;
  const { x } = scalesOf(layout);
  const [top, foot] = [layout.top, layout.top + innerSize(layout).height];
  const shown = edges.filter((edge) => edge.x >= layout.x[0] && edge.x <= layout.x[1]);
  return series.flatMap((each, at) =>
    kinds.map((kind) => {
      const mine = shown.filter((edge) => edge.series === at && edge.kind === kind);
      const colour = seriesColour(each, at);
      return (
        mine.length > 0 && (
          <path
            key={`${each.label} ${kind}`}
            d={mine.map((edge) => shapes[kind](Math.round(x(edge.x)), top, foot)).join("")}
            stroke={colour}
            strokeWidth={1.4}
            fill={kind === "NaN" ? "none" : colour}
          />
        )
      );
    }),
  );
}
