import { LastRuns } from "@/components/charts/row-charts";
import { formatExact } from "@/components/ui/format-time";
import { NoValue } from "@/components/ui/no-value";
import type { Run } from "@/server/runs/schema";
import { shapeOf } from "./words";

export type Outcome = { id: string; status: Run["status"]; queuedAt: string };

/**
 * The last outcomes of a run's pipeline, with the run's own marked.
 * @param outcomes at most twenty, oldest first
 */
export function LastTwenty(props: { run: string; outcomes: readonly Outcome[] }) {
  const { run, outcomes } = props;
  if (outcomes.length === 0) return <NoValue />;
  const failed = outcomes.filter((each) => each.status === "failed").length;
  const place = outcomes.findIndex((each) => each.id === run);
  const label = `${failed === 0 ? "none" : failed} of the last ${outcomes.length} failed`;
  return (
    <LastRuns
      label={place < 0 ? label : `${label}; this run is number ${place + 1}`}
      outcomes={outcomes.map(({ status, queuedAt }, index) => ({
        shape: shapeOf(status),
        title: `${index === place ? "this run, " : ""}${status}, ${formatExact(queuedAt)}`,
        current: index === place,
      }))}
    />
  );
}
