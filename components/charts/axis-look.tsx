import { type PlotLayout, type Tick, titleMargin } from "./plot-layout";

const words = { fill: "var(--ink-3)", fontSize: 11 } as const;

/** How an axis of Recharts is drawn, with ticks of our own choosing: it need not measure them. */
export function axisLook(ticks: readonly Tick[]) {
  const texts = new Map(ticks.map(({ at, text }) => [at, text]));
  return {
    ticks: ticks.map((tick) => tick.at),
    interval: 0,
    tickFormatter: (at: number) => texts.get(at) ?? "",
    tick: words,
    tickLine: false,
    tickMargin: 5,
  } as const;
}

/** The title of the x axis, at the right of its ticks. */
export function XTitle({ layout, text }: { layout: PlotLayout; text: string }) {
  return (
    <text x={layout.width - titleMargin} y={layout.height - 7} textAnchor="end" fill="var(--ink-3)">
      {text}
    </text>
  );
}
