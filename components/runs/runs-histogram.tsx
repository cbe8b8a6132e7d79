"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { BarSeries } from "@/components/charts/bar-series";
import { countBars } from "@/components/charts/count-bars";
import { useTRPC } from "@/components/shell/trpc";
import { histogramQuery } from "./queries";
import type { RunsFilter } from "./use-runs-filter";

/** Pixels of the strip, known before its numbers are. */
const height = 80;

/** When runs were queued, failures red; a stretch drawn with the pointer narrows the list. */
export function RunsHistogram({ filter }: { filter: RunsFilter }) {
  const trpc = useTRPC();
  const { data } = useQuery(histogramQuery(trpc, filter.narrowed));
  const bars = useMemo(() => data && countBars(data.buckets), [data]);
  if (bars?.length === 0) return null;
  return (
    <div className="flex-none border-b border-line max-md:hidden" style={{ minHeight: height + 1 }}>
      {bars && (
        <BarSeries
          compact
          title="Runs over time"
          unit={{ one: "run", many: "runs" }}
          partLabel="Failed"
          bars={bars}
          height={height}
          onChoose={(from, to) => filter.setSpan(new Date(from).toISOString(), new Date(to).toISOString())}
        />
      )}
    </div>
  );
}
