"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useChartGroup } from "@/components/charts/chart-group";
import type { Colour } from "@/components/charts/colours";
import { SeriesChart } from "@/components/charts/series-chart";
import { useTRPC } from "@/components/shell/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { metricDigits } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { useInView } from "@/components/ui/use-in-view";
import { directionMark } from "@/server/comparisons/better";
import type { RunDetail } from "@/server/runs/schema";

const height = 170;
const Waiting = () => <Skeleton className="m-3.5 h-[190px]" />;

/** One metric's curve. It is asked for when it comes into view, thinned to its pixels; a zoom of the group asks again. */
export function MetricChart(props: {
  subject: string;
  measure: RunDetail["measures"][number];
  colour: Colour | undefined;
}) {
  const { subject, measure, colour } = props;
  const { from, to } = useChartGroup();
  const trpc = useTRPC();
  const [ref, seen] = useInView<HTMLDivElement>();
  const [width, setWidth] = useState(400);
  useEffect(() => {
    // In steps, so that a window being resized does not ask at each pixel.
    if (ref.current) setWidth(Math.max(100, Math.ceil(ref.current.clientWidth / 100) * 100));
  }, [ref]);
  const { data, error, refetch } = useQuery(
    trpc.metrics.series.queryOptions(
      { subject, name: measure.name, width, from: from ?? undefined, to: to ?? undefined },
      { enabled: seen, placeholderData: keepPreviousData },
    ),
  );
  return (
    <div ref={ref} className="min-w-0" style={{ minHeight: height + 40 }}>
      <Panel>
        {data ? (
          <SeriesChart
            title={measure.name}
            sub={directionMark(measure.better)}
            xKind={data.axis}
            series={[{ label: measure.name, color: colour, buckets: data.buckets }]}
            height={height}
            digits={metricDigits([measure.value])}
          />
        ) : error ? (
          <ErrorState {...errorText(error)} onRetry={refetch} />
        ) : (
          <Waiting />
        )}
      </Panel>
    </div>
  );
}
