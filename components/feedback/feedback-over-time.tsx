"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { BarSeries } from "@/components/charts/bar-series";
import { countBars } from "@/components/charts/count-bars";
import { useTRPC } from "@/components/shell/trpc";
import type { FeedbackAt } from "./queries";
import { histogramQuery } from "./queries";

/** Pixels of the strip, known before its numbers are. */
const height = 80;

/** When the reports came that the filters let through, of any status; complaints red. */
export function FeedbackOverTime({ at, project }: { at: FeedbackAt; project?: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(histogramQuery(trpc, at, project));
  const bars = useMemo(() => data && countBars(data.buckets), [data]);
  if (bars?.length === 0) return null;
  return (
    <div className="flex-none border-b border-line pt-1 max-md:hidden" style={{ minHeight: height + 5 }}>
      {bars && (
        <BarSeries
          compact
          title="Feedback over time"
          unit={{ one: "report", many: "reports" }}
          partLabel="Complaints"
          bars={bars}
          height={height}
        />
      )}
    </div>
  );
}
