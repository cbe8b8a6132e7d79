import type uPlot from "uplot";
import { tickText } from "./clock";
import { timeTicks, valueTicks } from "./scale";
import { type Aligned, valueBounds } from "./series-data";
import { type Palette, seeThrough } from "./use-palette";
import { valueText } from "./value-text";

/** uPlot's columns: places, then of each series its line and, where there are bands, its upper and lower edge. */
export function columnsOf(data: Aligned): uPlot.AlignedData {
  const columns = data.lines.flatMap((line, at) =>
    data.banded ? [line, data.highs[at] ?? [], data.lows[at] ?? []] : [line],
  );
  return [data.xs, ...columns] as uPlot.AlignedData;
}

export type PlotSetting = {
  data: Aligned;
  colours: readonly string[];
  palette: Palette;
  font: string;
  xKind: "step" | "time";
  unit?: string;
  syncKey?: string;
  width: number;
  height: number;
  /** Pixels kept free at the right for names. */
  right: number;
  onCursor: (x: number | null) => void;
  onRange: (from: number | null, to: number | null) => void;
  onDraw: (plot: uPlot) => void;
};

/** How uPlot is asked to draw: lines of 1.4 px, hairline grid, bands at 18 %, no dots, no legend of its own. */
export function plotOptions(setting: PlotSetting): uPlot.Options {
  const { data, colours, palette, font, xKind, unit, syncKey, width, height, right } = setting;
  const perSeries = data.banded ? 3 : 1;
  const axis = {
    stroke: palette["ink-3"],
    font: `11px ${font}`,
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  return {
    width,
    height,
    padding: [10, right, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false },
      y: { range: (_, low, high) => valueBounds(low, high) },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 4,
        grid: { show: false },
        splits: (plot, _, low, high) => {
          const most = Math.max(2, Math.floor(plot.width / 72));
          return xKind === "time"
            ? timeTicks(low, high, most).map((tick) => tick.at)
            : valueTicks(low, high, most).ticks.filter(Number.isInteger);
        },
        values: (_, splits) => {
          const step = (splits[1] ?? 0) - (splits[0] ?? 0);
          return splits.map((at) => (xKind === "time" ? tickText(at, step) : at.toLocaleString("en-US")));
        },
      },
      {
        ...axis,
        gap: 6,
        size: (plot, values) => {
          plot.ctx.font = `${11 * devicePixelRatio}px ${font}`;
          const widest = Math.max(0, ...(values ?? []).map((text) => plot.ctx.measureText(text).width));
          return Math.ceil(widest / devicePixelRatio) + 10;
        },
        splits: (_, __, low, high) => valueTicks(low, high, Math.max(2, Math.floor(height / 36))).ticks,
        values: (_, splits) => {
          const digits = valueTicks(splits[0] ?? 0, splits.at(-1) ?? 1, splits.length - 1).digits;
          return splits.map((value, index) =>
            valueText(value, digits, index === splits.length - 1 ? unit : undefined),
          );
        },
      },
    ],
    series: [
      {},
      ...colours.flatMap((stroke): uPlot.Series[] => {
        const line = { stroke, width: 1.4, points: { show: false } };
        const edge = { stroke: "transparent", width: 0, points: { show: false } };
        return data.banded ? [line, edge, edge] : [line];
      }),
    ],
    bands: data.banded
      ? colours.map((colour, at) => ({
          series: [at * 3 + 2, at * 3 + 3] as [number, number],
          fill: seeThrough(colour, 0.18),
        }))
      : [],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 5 },
      points: {
        size: (_, at) => ((at - 1) % perSeries === 0 ? 6 : 0),
        fill: (_, at) => colours[Math.floor((at - 1) / perSeries)] ?? "gray",
      },
      bind: {
        dblclick: () => () => {
          setting.onRange(null, null);
          return null;
        },
      },
      ...(syncKey ? { sync: { key: syncKey, scales: ["x", null], setSeries: false } } : {}),
    },
    hooks: {
      setCursor: [
        (plot) => {
          const left = plot.cursor.left ?? -1;
          setting.onCursor(left < 0 ? null : plot.posToVal(left, "x"));
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width: chosen } = plot.select;
          if (chosen < 5) return;
          setting.onRange(plot.posToVal(left, "x"), plot.posToVal(left + chosen, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      draw: [setting.onDraw],
    },
  };
}
