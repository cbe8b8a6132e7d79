"use client";
import { useQuery } from "@tanstack/react-query";
import { CountStrip } from "@/components/charts/count-strip";
import { useTRPC } from "@/components/shell/trpc";
import { histogramQuery } from "./queries";
import type { RunsFilter } from "./use-runs-filter";

/** When runs were queued, failures red; a stretch drawn with the pointer narrows the list. */
export function RunsHistogram({ filter }: { filter: RunsFilter }) {
  const { data } = useQuery(histogramQuery(useTRPC(), filter.narrowed));
  return (
    <CountStrip
      title="Runs over time"
      unit={{ one: "run", many: "runs" }}
      partLabel="Failed"
      buckets={data?.buckets}
      onChoose={(from, to) => filter.setSpan(new Date(from).toISOString(), new Date(to).toISOString())}
    />
  );
}
