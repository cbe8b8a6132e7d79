import { CartesianGrid, XAxis, YAxis } from "recharts";
import { type PlotLayout, type Tick, titleMargin } from "./plot-layout";

const words = { fill: "var(--ink-3)", fontSize: 11 } as const;

/** How an axis of Recharts is drawn, with ticks of our own choosing: it need not measure them. */
function axisLook(ends: readonly [number, number], ticks: readonly Tick[]) {
  const texts = new Map(ticks.map(({ at, text }) => [at, text]));
  return {
    type: "number",
    domain: [...ends],
    allowDataOverflow: true,
    ticks: ticks.map((tick) => tick.at),
    interval: 0,
    tickFormatter: (at: number) => texts.get(at) ?? "",
    tick: words,
    tickLine: false,
    tickMargin: 5,
  } as const;
}

/** Grid and axes of a chart of Recharts, whose data have their places under `x` and `y`. */
export function Axes({ layout }: { layout: PlotLayout }) {
  return (
    <>
      <CartesianGrid vertical={false} syncWithTicks stroke="var(--line)" />
      <XAxis
        dataKey="x"
        height={layout.bottom}
        {...axisLook(layout.x, layout.xTicks)}
        axisLine={{ stroke: "var(--line-strong)" }}
      />
      <YAxis dataKey="y" width={layout.left} {...axisLook(layout.y, layout.yTicks)} axisLine={false} />
    </>
  );
}

/** The title of the x axis, at the right of its ticks. */
export function XTitle({ layout, text }: { layout: PlotLayout; text: string }) {
  return (
    <text x={layout.width - titleMargin} y={layout.height - 7} textAnchor="end" fill="var(--ink-3)">
      {text}
    </text>
  );
}
