"use client";
import "./dense-curves.css";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { columnsOf } from "./dense-columns";
import { innerSize, type PlotLayout } from "./plot-layout";
import type { Series } from "./series-data";
import { seriesColour } from "./series-layout";
import { seeThrough, useResolvedColours } from "./use-resolved-colours";

/**
 * Curves of more points than SVG draws quickly, on a canvas over the plot area of `layout`. uPlot draws lines and bands
 * and nothing else: axes, marks and crosshair are those of every chart.
 */
export function DenseCurves({ series, layout }: { series: readonly Series[]; layout: PlotLayout }) {
  const root = useRef<HTMLDivElement>(null);
  const colours = useResolvedColours(series.map(seriesColour));
  const { left, top } = layout;

  useEffect(() => {
    if (!root.current || !colours) return;
    const plot = new uPlot(optionsOf(colours, layout), columnsOf(series), root.current);
    return () => plot.destroy();
  }, [series, layout, colours]);

  return <div ref={root} aria-hidden="true" className="pointer-events-none absolute" style={{ left, top }} />;
}

function optionsOf(colours: readonly string[], layout: PlotLayout): uPlot.Options {
  const edge = { stroke: "transparent", width: 0, points: { show: false } };
  return {
    ...innerSize(layout),
    padding: [0, 0, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, range: [layout.x[0], layout.x[1]] },
      y: { range: [layout.y[0], layout.y[1]] },
    },
    series: [
      {},
      ...colours.flatMap((stroke) => [{ stroke, width: 1.4, points: { show: false } }, edge, edge]),
    ],
    bands: colours.map((colour, at) => ({
      series: [at * 3 + 2, at * 3 + 3] as [number, number],
      fill: seeThrough(colour, 0.18),
    })),
  };
}
