"use client";
import { memo } from "react";
import { Bar, BarChart } from "recharts";
import { Axes, XTitle } from "./axes";
import type { CountBar } from "./count-bars";
import { innerSize, type PlotLayout } from "./plot-layout";

/** The columns of a `BarSeries` with their axes: the marked part at the foot, the rest on top of it. */
export const BarColumns = memo(function BarColumns(props: {
  bars: readonly CountBar[];
  layout: PlotLayout;
  xTitle: string;
}) {
  const { bars, layout, xTitle } = props;
  const step = innerSize(layout).width / Math.max(1, bars.length);
  const rows = bars.map(({ from, to, total, part }) => ({
    x: (from + to) / 2,
    part: part || null,
    rest: total - part || null,
  }));
  const column = (dataKey: "part" | "rest") => ({
    dataKey,
    stackId: "all",
    barSize: Math.max(1, step * 0.76),
    // What is more than nothing is seen. Recharts passes the height of the stack, so the count is looked up.
    minPointSize: (_: unknown, index: number) => (rows[index]?.[dataKey] ? 2 : 0),
    isAnimationActive: false,
  });
  return (
    <BarChart
      width={layout.width}
      height={layout.height}
      margin={{ top: layout.top, right: layout.right, bottom: 0, left: 0 }}
      data={rows}
      accessibilityLayer={false}
      className="num pointer-events-none text-small"
    >
      <Axes layout={layout} />
      <Bar {...column("part")} fill="var(--bad-mark)" />
      <Bar {...column("rest")} fill="var(--idle-mark)" fillOpacity={0.55} />
      <XTitle layout={layout} text={xTitle} />
    </BarChart>
  );
});
