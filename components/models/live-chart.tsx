"use client";
import { useMemo } from "react";
import { ChartGroup } from "@/components/charts/chart-group";
import { SeriesChart } from "@/components/charts/series-chart";
import { directionMark } from "@/server/comparisons/better";
import { boundWords } from "@/server/gates/bound-words";
import type { LiveMetricView } from "@/server/models/schema";
import { liveBuckets, liveMarks } from "./live-curve";
import { liveDigits } from "./live-lane";

/** The curve of a live metric: means and their reach, the bound, and where versions came into service. */
export function LiveChart(props: {
  view: LiveMetricView;
  metric: NonNullable<LiveMetricView["metric"]>;
  /** Shows another stretch, in ms since 1970; null and null show the whole range. */
  onRange: (from: number | null, to: number | null) => void;
}) {
  const { view, metric, onRange } = props;
  const { name, better, bound, buckets } = metric;
  const series = useMemo(() => [{ label: name, buckets: liveBuckets(buckets) }], [name, buckets]);
  const marks = useMemo(() => liveMarks(view), [view]);
  const bounds = useMemo(() => (bound ? [{ y: bound.value, text: boundWords(bound) }] : []), [bound]);
  return (
    <ChartGroup from={Date.parse(view.from)} to={Date.parse(view.to)} onRange={onRange}>
      <SeriesChart
        title={name}
        sub={[directionMark(better), "mean, and lowest to highest"].filter(Boolean).join(" · ")}
        xKind="time"
        series={series}
        marks={marks}
        bounds={bounds}
        digits={liveDigits(
          buckets.map(({ mean }) => mean),
          bound,
        )}
        height={300}
      />
    </ChartGroup>
  );
}
