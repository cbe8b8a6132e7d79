"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CountHistogram } from "@/components/charts/count-histogram";
import { useTRPC } from "@/components/shell/trpc";
import { formatExact } from "@/components/ui/format-time";
import type { RunsFilter } from "./use-runs-filter";

/** When runs were asked for, failures red; a stretch drawn with the pointer narrows the list. */
export function RunsHistogram({ filter }: { filter: RunsFilter }) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.runs.histogram.queryOptions(filter.narrowed, { placeholderData: keepPreviousData }),
  );
  const buckets = data?.buckets ?? [];
  if (data && buckets.length === 0) return null;
  return (
    <div className="flex-none border-b border-line px-3 max-md:hidden" style={{ height: 57 }}>
      <CountHistogram
        buckets={buckets}
        label="Runs over time"
        say={({ from, total, bad }) =>
          `${formatExact(from)}: ${total} ${total === 1 ? "run" : "runs"}${bad > 0 ? `, ${bad} failed` : ""}`
        }
        onRange={filter.setSpan}
      />
    </div>
  );
}
