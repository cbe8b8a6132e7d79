import type { ReactNode } from "react";
import { metricColumn, namesIn, paramColumn } from "@/components/ui/column-layout";
import { metricDigits } from "@/components/ui/format";
import { MiddleEllipsis } from "@/components/ui/middle-ellipsis";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Column, ColumnMeta } from "@/components/ui/use-data-table";
import type { Run } from "@/server/runs/schema";
import { FoldButton } from "./fold-button";
import { LastTwenty, type Outcome } from "./last-twenty";
import {
  CommitCell,
  DurationCell,
  MetricCell,
  ParamCell,
  queuedMs,
  ranMs,
  StartedByCell,
  TitleCell,
} from "./run-cells";
import type { ListedRun } from "./use-nested";

/** The last outcomes of pipelines, oldest first, by pipeline. */
export type Outcomes = ReadonlyMap<string, readonly Outcome[]>;

/** The names of the list's own columns. */
export const columnLabels = {
  pipeline: "Pipeline",
  kind: "Kind",
  commit: "Commit",
  by: "Started by",
  durationMs: "Duration",
  last: "Last 20",
  startedAt: "Started",
};

/** One of the list's own columns that does not sort. `size` in pixels. */
const own = (
  id: keyof typeof columnLabels,
  size: number,
  meta: ColumnMeta,
  cell: (run: ListedRun) => ReactNode,
): Column<ListedRun> => ({ id, header: columnLabels[id], size, meta, cell: ({ row }) => cell(row.original) });

/**
 * The columns of the list, with those of the metrics and params among `shown`.
 * @param onFold shows or hides the children of a run; null where children are not under their parents
 */
export function runColumns(
  rows: readonly ListedRun[],
  shown: readonly string[],
  lastTwenty: Outcomes,
  onFold: ((id: string, open: boolean) => void) | null,
): Column<ListedRun>[] {
  // The longest tenth of the runs does not count: one that waited for a day would make all other bars invisible.
  const lengths = rows.map((run) => queuedMs(run) + ranMs(run)).toSorted((a, b) => a - b);
  const longest = lengths[Math.floor((lengths.length - 1) * 0.9)] ?? 0;
  const { metrics, params } = namesIn(shown);
  const byId = new Map(rows.map((run) => [run.id, run]));
  const lead = (id: string) => {
    const run = byId.get(id);
    return run && onFold && <FoldButton run={run} onFold={onFold} />;
  };
  const folds = onFold !== null && rows.some(({ children }) => children > 0);
  return [
    own("pipeline", 290, { main: true, grows: true, lead: folds ? lead : undefined }, (run) => (
      <TitleCell run={run} />
    )),
    own("kind", 74, { hideBelow: "xl" }, (run) => <span className="text-ink-2">{run.kind}</span>),
    own("commit", 156, {}, (run) => <CommitCell run={run} />),
    own("by", 124, { hideBelow: "xl" }, (run) => <StartedByCell run={run} />),
    {
      accessorFn: (run): unknown => run.durationMs,
      id: "durationMs",
      header: columnLabels.durationMs,
      size: 190,
      cell: ({ row }) => <DurationCell run={row.original} longest={longest} />,
    },
    ...metrics.map((name) => ofMetric(name, rows)),
    ...params.map(ofParam),
    own("last", 144, { hideBelow: "xl" }, (run) => (
      <LastTwenty run={run.id} outcomes={lastTwenty.get(run.pipeline.id) ?? []} />
    )),
    {
      accessorFn: (run): unknown => run.queuedAt,
      id: "startedAt",
      header: columnLabels.startedAt,
      size: 84,
      cell: ({ row }) => (
        <TimeAgo at={row.original.queuedAt} ago={false} className="whitespace-nowrap text-ink-2" />
      ),
      meta: { align: "end", corner: true },
    },
  ];
}

/** The width of a column for its name, within bounds. */
const widthFor = (name: string) => Math.min(168, Math.max(88, 42 + Math.round(name.length * 6.2)));

function ofMetric(name: string, rows: readonly Run[]): Column<ListedRun> {
  const digits = metricDigits(rows.map((run) => run.metrics[name]));
  return {
    accessorFn: (run): unknown => run.metrics[name],
    id: metricColumn(name),
    header: () => <MiddleEllipsis text={name} tail={6} />,
    size: widthFor(name),
    cell: ({ row }) => (
      <MetricCell
        value={row.original.metrics[name]}
        mayBeNaN={row.original.mayBeNaN.includes(name)}
        digits={digits}
      />
    ),
    meta: { align: "end", label: name },
  };
}

function ofParam(name: string): Column<ListedRun> {
  return {
    id: paramColumn(name),
    header: () => <MiddleEllipsis text={name} tail={6} />,
    size: widthFor(name),
    cell: ({ row }) => <ParamCell value={row.original.params[name]} />,
    meta: { label: name },
  };
}
