import { DurationBar, LastRuns } from "@/components/charts/row-charts";
import { Avatar } from "@/components/ui/avatar";
import { Duration, Elapsed } from "@/components/ui/duration";
import { formatMetric, metricDigits, shortHash } from "@/components/ui/format";
import { formatExact } from "@/components/ui/format-time";
import { StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import { toneText } from "@/components/ui/tone";
import type { Column } from "@/components/ui/virtual-table-head";
import type { Run } from "@/server/runs/schema";
import { between, shapeOf, titleOf, toneOf } from "./words";

export type Outcomes = ReadonlyMap<string, readonly { status: Run["status"]; queuedAt: string }[]>;

/** The columns of the list; `metrics` are those it is about, `lastTwenty` by pipeline. */
export function runColumns(
  rows: readonly Run[],
  metrics: readonly string[],
  lastTwenty: Outcomes,
): Column<Run>[] {
  // Nine in ten set the scale: one that has waited for a day would make all others a hair.
  const lengths = rows.map((run) => queuedMs(run) + ranMs(run)).toSorted((a, b) => a - b);
  const longest = lengths[Math.floor((lengths.length - 1) * 0.9)] ?? 0;
  return [
    {
      id: "state",
      head: <span className="sr-only">State</span>,
      width: "34px",
      tight: true,
      cell: (run) => <StateIcon shape={shapeOf(run.status)} label={run.status} />,
    },
    { id: "pipeline", head: "Pipeline", main: true, cell: (run) => <Title run={run} /> },
    {
      id: "kind",
      head: "Kind",
      width: "76px",
      hideBelow: "lg",
      cell: (run) => <span className="text-ink-2">{run.kind}</span>,
    },
    { id: "commit", head: "Commit", width: "156px", hideBelow: "md", cell: (run) => <Commit run={run} /> },
    { id: "by", head: "Started by", width: "124px", hideBelow: "xl", cell: (run) => <StartedBy run={run} /> },
    {
      id: "durationMs",
      head: "Duration",
      width: "186px",
      sortable: true,
      hideBelow: "md",
      cell: (run) => <Lasted run={run} longest={longest} />,
    },
    ...metrics.map((name) => metricColumn(name, rows)),
    {
      id: "last",
      head: "Last 20",
      width: "144px",
      hideBelow: "xl",
      cell: (run) => <LastTwenty outcomes={lastTwenty.get(run.pipeline.id) ?? []} />,
    },
    {
      id: "startedAt",
      head: "Started",
      width: "92px",
      align: "end",
      sortable: true,
      cell: (run) => <TimeAgo at={run.queuedAt} ago={false} className="whitespace-nowrap text-ink-2" />,
    },
  ];
}

/** How long it ran, or has run so far. */
const ranMs = (run: Run) =>
  run.status === "running" && run.startedAt ? Date.now() - Date.parse(run.startedAt) : (run.durationMs ?? 0);
const queuedMs = (run: Run) => between(run.queuedAt, run.startedAt) ?? 0;

/** Where there is no room, what tells a run from its siblings gives way first, then the name; the state never does. */
function Title({ run }: { run: Run }) {
  const { title, beside } = titleOf(run);
  return (
    <span className="flex min-w-0 items-baseline gap-1.5" title={`${title} ${beside}`}>
      <span className="min-w-0 truncate font-medium">{title}</span>
      {beside && (
        <span className={run.number ? "flex-none text-ink-3" : "min-w-0 shrink-[99] truncate text-ink-3"}>
          {beside}
        </span>
      )}
      {run.status !== "succeeded" && (
        <span className={`ml-0.5 flex-none text-label ${toneText[toneOf(run.status)]}`}>{run.status}</span>
      )}
    </span>
  );
}

function Commit({ run }: { run: Run }) {
  if (!run.commitSha && !run.branch) return <span className="text-ink-3">·</span>;
  return (
    <span title={run.commitTitle ?? undefined}>
      {run.commitSha && <span className="mono mr-1.5">{shortHash(run.commitSha)}</span>}
      <span className="text-ink-2">{run.branch}</span>
    </span>
  );
}

function StartedBy({ run }: { run: Run }) {
  const who = run.actor ?? run.trigger;
  if (!who) return <span className="text-ink-3">·</span>;
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-2" title={run.actor ?? undefined}>
      <Avatar name={who} />
      <span className="truncate text-ink-2">{run.trigger ?? run.actor}</span>
    </span>
  );
}

function Lasted({ run, longest }: { run: Run; longest: number }) {
  const runs = run.status === "running" && run.startedAt;
  return (
    <span className="inline-flex items-center gap-2">
      <DurationBar queuedMs={queuedMs(run)} runMs={ranMs(run)} maxMs={longest} shape={shapeOf(run.status)} />
      {runs ? <Elapsed since={runs} /> : <Duration ms={run.durationMs} />}
    </span>
  );
}

function metricColumn(name: string, rows: readonly Run[]): Column<Run> {
  const digits = metricDigits(rows.map((run) => run.metrics[name]));
  return {
    id: `metrics.${name}`,
    head: <span title={name}>{name}</span>,
    width: "86px",
    align: "end",
    sortable: true,
    hideBelow: "md",
    cell: (run) => {
      const value = run.metrics[name];
      return value === undefined ? (
        <span className="text-ink-3">·</span>
      ) : (
        <span>{formatMetric(value, digits)}</span>
      );
    },
  };
}

function LastTwenty({ outcomes }: { outcomes: readonly { status: Run["status"]; queuedAt: string }[] }) {
  if (outcomes.length === 0) return null;
  const failed = outcomes.filter((each) => each.status === "failed").length;
  const label = `${failed === 0 ? "none" : failed} of the last ${outcomes.length} failed`;
  return (
    <LastRuns
      label={label}
      outcomes={outcomes.map(({ status, queuedAt }) => ({
        shape: shapeOf(status),
        title: `${status}, ${formatExact(queuedAt)}`,
      }))}
    />
  );
}
