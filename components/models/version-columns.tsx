import type { ReactNode } from "react";
import { Difference } from "@/components/comparisons/difference";
import { added, type ColumnPlan, metricColumn } from "@/components/ui/column-layout";
import { Copyable } from "@/components/ui/copyable";
import { formatMetric, metricDigits } from "@/components/ui/format";
import { MiddleEllipsis } from "@/components/ui/middle-ellipsis";
import { NoValue } from "@/components/ui/no-value";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Column, ColumnMeta } from "@/components/ui/use-data-table";
import { directionWords } from "@/server/comparisons/better";
import type { VersionRow, VersionTable } from "@/server/models/schema";
import { setOutside, VersionStateIcon } from "./state";

/** The names of the columns beside those of metrics. */
export const versionColumnLabels = {
  version: "Version",
  serves: "Serves",
  state: "State",
  commit: "Commit",
  registered: "Registered",
};

export const versionColumnPlan = (metrics: VersionTable["columns"]): ColumnPlan => ({
  order: ["version", "serves", "state", added, "commit", "registered"],
  fixed: ["version"],
  usual: [
    "version",
    "serves",
    "state",
    ...metrics.map(({ name }) => metricColumn(name)),
    "commit",
    "registered",
  ],
  pinned: ["version"],
});

/** The columns of a model's versions: each metric stands beside its difference to the champion. */
export function versionColumns(table: VersionTable, rows: readonly VersionRow[]): Column<VersionRow>[] {
  /** `size` in pixels. */
  const column = (
    id: keyof typeof versionColumnLabels,
    size: number,
    meta: ColumnMeta,
    cell: (row: VersionRow) => ReactNode,
  ): Column<VersionRow> => ({
    id,
    // The table shows the order in which the versions come; readers cannot change it.
    accessorFn: id === "registered" ? (row): unknown => row.createdAt : undefined,
    header: versionColumnLabels[id],
    size,
    meta,
    cell: ({ row }) => cell(row.original),
  });
  const setInRegistry = rows.some((row) => row.serves.some((each) => each.promotion === null));
  return [
    column("version", 76, { main: true }, (row) => <span className="font-semibold">v{row.version}</span>),
    column("serves", setInRegistry ? 240 : 150, {}, (row) => <Serves serves={row.serves} />),
    column("state", 184, { grows: true }, (row) => (
      <VersionStateIcon state={row.state} main={table.environment} />
    )),
    ...table.columns.map((_, index) => ofMetric(index, table, rows)),
    column("commit", 92, {}, (row) =>
      row.commitSha ? <Copyable value={row.commitSha} label="the commit" /> : <NoValue />,
    ),
    column("registered", 112, { align: "end", corner: true }, (row) => (
      <TimeAgo at={row.createdAt} className="text-ink-3" />
    )),
  ];
}

function ofMetric(index: number, table: VersionTable, rows: readonly VersionRow[]): Column<VersionRow> {
  const { champion } = table;
  const { name = "", better = null } = table.columns[index] ?? {};
  const digits = metricDigits([...rows.map((row) => row.values[index]), champion?.values[index]]);
  const value = (row: VersionRow) => row.values[index] ?? null;
  return {
    id: metricColumn(name),
    header: () => (
      <span title={directionWords(better)}>
        <MiddleEllipsis text={name} tail={6} />
      </span>
    ),
    size: champion ? 140 : 96,
    meta: { align: "end", label: name },
    cell: ({ row }) => (
      <>
        {formatMetric(value(row.original), digits)}
        {champion && (
          <Difference
            value={value(row.original)}
            champion={champion.values[index] ?? null}
            better={better}
            digits={digits}
            className="w-16 max-md:ml-1.5 max-md:w-auto"
          />
        )}
      </>
    ),
  };
}

/** Where a version serves; the main environment is emphasised, and what no promotion put there is said. */
export function Serves({ serves }: { serves: VersionRow["serves"] }) {
  if (serves.length === 0) return <NoValue />;
  return serves.map((each) => (
    <span key={each.environment} className="mr-1">
      <Tag tone={each.main ? "ink" : "plain"}>{each.environment}</Tag>
      {each.promotion === null && (
        <span title={setOutside} className="ml-1 text-sub text-ink-3">
          set in the registry
        </span>
      )}
    </span>
  ));
}
