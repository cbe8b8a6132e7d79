import { createElement, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { BarSeries } from "@/components/charts/bar-series";
import { DurationBar, LastRuns, Sparkline } from "@/components/charts/row-charts";
import { SeriesChart } from "@/components/charts/series-chart";
import type { SeriesBucket } from "@/components/charts/series-data";

/** What is drawn in the page, and the selector that is there once it is drawn. */
type Panel = { draw: () => ReactNode; drawn: string };

const curve = (points: number): SeriesBucket[] =>
  Array.from({ length: points }, (_, x) => {
    const value = Math.sin(x / 100) + 0.2 * Math.sin(x * 7.3);
    return { x, first: value, last: value, min: value - 0.1, max: value + 0.1, count: 4 };
  });
const chart = (series: { label: string; buckets: SeriesBucket[] }[]) =>
  createElement(SeriesChart, { title: "loss", xKind: "step", series });
const rows = (row: (index: number) => ReactNode) =>
  createElement(
    "div",
    {},
    Array.from({ length: 50 }, (_, index) => createElement("div", { key: index }, row(index))),
  );

const long = [{ label: "loss", buckets: curve(2_000) }];
const five = Array.from({ length: 5 }, (_, at) => ({ label: `run ${at}`, buckets: curve(400) }));
const dense = [{ label: "loss", buckets: curve(10_000) }];
const hour = 3_600_000;
const bars = Array.from({ length: 96 }, (_, at) => ({
  from: at * hour,
  to: (at + 1) * hour,
  total: (at * 7) % 40,
  part: at % 5,
}));

const panels: Record<string, Panel> = {
  "2,000 points and their band, Recharts": { draw: () => chart(long), drawn: ".recharts-line-curve" },
  "5 × 400 points and their bands, Recharts": { draw: () => chart(five), drawn: ".recharts-line-curve" },
  "10,000 points and their band, uPlot": { draw: () => chart(dense), drawn: "canvas" },
  "histogram of 96 bars, Recharts": {
    draw: () =>
      createElement(BarSeries, {
        title: "Runs",
        unit: { one: "run", many: "runs" },
        partLabel: "Failed",
        bars,
      }),
    drawn: ".recharts-bar-rectangle",
  },
  "50 rows of sparklines": {
    draw: () => rows((at) => createElement(Sparkline, { label: "recall", values: lastOf(at) })),
    drawn: "div:last-child > * > svg",
  },
  "50 rows of last 20": {
    draw: () => rows(() => createElement(LastRuns, { label: "last 20", outcomes })),
    drawn: "div:last-child > * > svg",
  },
  "50 rows of durations": {
    draw: () => rows((at) => createElement(DurationBar, { queuedMs: 3, runMs: at, maxMs: 60, shape: "ok" })),
    drawn: "div:last-child > * > svg",
  },
};
const lastOf = (at: number) => curve(30).map(({ last }) => (typeof last === "number" ? last + at : null));
const outcomes = Array.from({ length: 20 }, (_, at) => ({
  shape: at % 6 === 0 ? ("bad" as const) : ("ok" as const),
  title: "a run",
}));

/** Milliseconds from asking React for a panel until it is painted. */
async function time(name: string): Promise<number> {
  const panel = panels[name];
  if (!panel) throw new Error(`there is no panel ${name}`);
  const place = document.createElement("div");
  place.style.width = "900px";
  document.body.append(place);
  const root = createRoot(place);
  const begun = performance.now();
  root.render(panel.draw());
  await new Promise<void>((resolve) => {
    const watch = new MutationObserver(() => {
      if (!place.querySelector(panel.drawn)) return;
      watch.disconnect();
      resolve();
    });
    watch.observe(place, { childList: true, subtree: true });
  });
  await painted();
  const ms = performance.now() - begun;
  root.unmount();
  place.remove();
  return ms;
}

/** A message that is sent in a frame arrives after that frame was painted. */
const painted = () =>
  new Promise<void>((resolve) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    }),
  );

export type PanelBench = { names: string[]; time: (name: string) => Promise<number> };
Object.assign(window, { panelBench: { names: Object.keys(panels), time } satisfies PanelBench });
