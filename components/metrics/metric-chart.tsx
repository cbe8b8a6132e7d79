"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import type { Colour } from "@/components/charts/colours";
import { useTRPC } from "@/components/shell/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { metricDigits } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { useInView } from "@/components/ui/use-in-view";
import type { RunDetail } from "@/server/runs/schema";

const SeriesChart = dynamic(() => import("@/components/charts/series-chart").then((m) => m.SeriesChart), {
  ssr: false,
  loading: () => <Waiting />,
});

const height = 170;
const Waiting = () => <Skeleton className="m-3.5 h-[190px]" />;

/** One metric's curve. It is asked for when it comes into view, thinned to the pixels it has; a zoom asks anew. */
export function MetricChart(props: {
  subject: string;
  measure: RunDetail["measures"][number];
  colour: Colour | undefined;
  from: number | null;
  to: number | null;
  onRange: (from: number | null, to: number | null) => void;
}) {
  const { subject, measure, colour, from, to, onRange } = props;
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
            xKind={data.axis}
            series={[{ label: measure.name, color: colour, buckets: data.buckets }]}
            sync={subject}
            height={height}
            digits={metricDigits([measure.value])}
            from={from}
            to={to}
            onRange={onRange}
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
