"use client";
import "./series-chart.css";
import { useEffect, useEffectEvent, useRef } from "react";
import uPlot from "uplot";
import type { Aligned } from "./series-data";
import { drawEdges, drawEndLabels, drawMarks, type EndLabel, type SeriesMark } from "./series-drawing";
import { columnsOf, plotOptions } from "./series-options";
import type { Palette } from "./use-palette";

/**
 * uPlot in React. Made once: whoever renders it gives it a `key` of what it is made from (colours, bands, kind). New data, sizes,
 * ranges and cursors are handed on.
 */
export function SeriesPlot(props: {
  data: Aligned;
  colours: readonly string[];
  palette: Palette;
  xKind: "step" | "time";
  unit?: string;
  syncKey?: string;
  width: number;
  height: number;
  labels: readonly EndLabel[];
  marks: readonly SeriesMark[];
  from: number;
  to: number;
  /** Where the keyboard has put the crosshair; null leaves it to the pointer. */
  cursorAt: number | null;
  onCursor: (x: number | null) => void;
  onRange: (from: number | null, to: number | null) => void;
}) {
  const { data, width, height, from, to, cursorAt } = props;
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const onCursor = useEffectEvent(props.onCursor);
  const onRange = useEffectEvent(props.onRange);

  const draw = useEffectEvent((made: uPlot, font: string) => {
    drawMarks(made, props.marks, props.palette, font);
    drawEdges(made, data.edges, props.colours);
    drawEndLabels(made, props.labels, font);
  });
  const make = useEffectEvent((element: HTMLElement) => {
    const font = getComputedStyle(element).fontFamily;
    // About 6.4 pixels a letter at 11 px; a longer name is cut in its middle.
    const longest = Math.max(0, ...props.labels.map((label) => label.text.length));
    const right = longest > 0 ? Math.round(Math.min(170, width * 0.3, longest * 6.4 + 14)) : 12;
    const onDraw = (made: uPlot) => draw(made, font);
    return new uPlot(
      plotOptions({ ...props, font, right, onCursor, onRange, onDraw }),
      columnsOf(data),
      element,
    );
  });

  useEffect(() => {
    if (!root.current) return;
    const made = make(root.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => plot.current?.setSize({ width, height }), [width, height]);
  useEffect(() => {
    plot.current?.setData(columnsOf(data), false);
    plot.current?.setScale("x", from < to ? { min: from, max: to } : { min: from - 1, max: to + 1 });
  }, [data, from, to]);
  useEffect(() => {
    const now = plot.current;
    if (now && cursorAt !== null) now.setCursor({ left: now.valToPos(cursorAt, "x"), top: 10 });
  }, [cursorAt]);

  return <div ref={root} aria-hidden="true" />;
}
