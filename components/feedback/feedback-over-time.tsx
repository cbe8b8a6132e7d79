"use client";
import { useQuery } from "@tanstack/react-query";
import { CountStrip } from "@/components/charts/count-strip";
import { useTRPC } from "@/components/shell/trpc";
import { type FeedbackAt, histogramQuery } from "./queries";

/** When the reports came that the filters let through, of any status; complaints red. */
export function FeedbackOverTime({ at, project }: { at: FeedbackAt; project?: string }) {
  const { data } = useQuery(histogramQuery(useTRPC(), at, project));
  return (
    <CountStrip
      title="Feedback over time"
      unit={{ one: "report", many: "reports" }}
      partLabel="Complaints"
      buckets={data?.buckets}
    />
  );
}
