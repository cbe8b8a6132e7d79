"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useColumns } from "@/components/shell/use-columns";
import { Button } from "@/components/ui/button";
import { layoutOf, metricColumn } from "@/components/ui/column-layout";
import { ColumnsButton } from "@/components/ui/columns-button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelHead } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { VersionRow, VersionTable } from "@/server/models/schema";
import { fewestVersions, MetricsOverVersions } from "./metrics-over-versions";
import { type ModelAt, versionsQuery } from "./queries";
import { versionColumnLabels, versionColumnPlan, versionColumns } from "./version-columns";

const Rows = dynamic(() => import("@/components/ui/data-table").then((m) => m.DataTable<VersionRow>), {
  loading: () => <SkeletonRows rows={8} />,
});
const NoVersions = dynamic(() => import("./no-models").then((m) => m.NoVersions));

/** The versions of a model as differences to what serves users. `j` `k` Enter walk it. */
export function VersionsPanel({ at }: { at: ModelAt }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(versionsQuery(trpc, at));
  const first = list.data?.pages[0];
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  return (
    <>
      {first && rows.length >= fewestVersions && (
        <MetricsOverVersions columns={first.columns} rows={rows} older={list.hasNextPage} />
      )}
      <Panel label="Versions">
        {first && rows.length > 0 ? (
          <Versions {...{ at, first, rows }} more={list.hasNextPage} />
        ) : (
          <>
            <PanelHead title="Versions" />
            {first ? (
              <NoVersions model={at.model} />
            ) : list.isError ? (
              <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
            ) : (
              <SkeletonRows rows={8} />
            )}
          </>
        )}
        {list.hasNextPage && (
          <div className="flex justify-center border-t border-line p-2">
            <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              Older versions
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

function Versions(props: {
  at: ModelAt;
  first: VersionTable;
  rows: readonly VersionRow[];
  /** There are older versions than those in `rows`. */
  more: boolean;
}) {
  const { at, first, rows, more } = props;
  // Models differ in their metrics: each remembers its own columns.
  const { address, choose, reset } = useColumns(`versions.${at.project}.${at.model}`);
  const plan = useMemo(() => versionColumnPlan(first.columns), [first]);
  const layout = useMemo(() => layoutOf(address, plan), [address, plan]);
  const columns = useMemo(() => versionColumns(first, rows), [first, rows]);
  const own = Object.entries(versionColumnLabels).map(([value, label]) => ({ value, label }));
  const metrics = first.columns.map(({ name }) => ({ value: metricColumn(name), label: name }));
  return (
    <>
      <PanelHead
        title="Versions"
        sub={
          first.champion &&
          `differences are against v${first.champion.version}, which serves ${first.environment}`
        }
      >
        <ColumnsButton
          groups={[
            { label: "Columns", items: own },
            { label: "Metrics", items: metrics },
          ]}
          plan={plan}
          layout={layout}
          onChoose={choose}
          onReset={reset}
        />
      </PanelHead>
      <Rows
        label="Versions"
        inPage
        rows={rows}
        rowKey={keyOf}
        rowHref={(row) => paths.version(at.model, row.version, { project: at.project })}
        rowVersion={versionOf}
        columns={columns}
        layout={layout}
        sort={newestFirst}
        hasMore={more}
      />
    </>
  );
}

const keyOf = (row: VersionRow) => row.id;
const versionOf = (row: VersionRow) => JSON.stringify([row.serves, row.state]);
const newestFirst = { id: "registered", dir: "desc" } as const;
