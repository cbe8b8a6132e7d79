"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { DataTable } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { Facets, Run } from "@/server/runs/schema";
import { MarkedRuns } from "./marked-runs";
import { NoRuns } from "./no-runs";
import { lastTwentyQuery, runsLayout, runsQuery } from "./queries";
import { runColumns } from "./run-columns";
import { useNested } from "./use-nested";
import { orderOf, type RunsFilter } from "./use-runs-filter";

/** The rows of the list, page by page as they are scrolled to. */
export function RunsTable(props: { filter: RunsFilter; facets: Facets | undefined; ready: boolean }) {
  const { filter, facets, ready } = props;
  const trpc = useTRPC();
  const layout = useMemo(() => runsLayout(filter.values, facets), [filter.values, facets]);
  const list = useInfiniteQuery({
    ...runsQuery(trpc, filter.narrowed, filter.sort, layout),
    enabled: ready,
  });
  const all = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const question = list.isPlaceholderData ? null : JSON.stringify(filter.narrowed);
  const { rows: top, fresh, showFresh } = useFresh(all, filter.sort === "-startedAt", question);
  const folds = filter.narrowed.parent !== undefined;
  const { rows, fold } = useNested(top, folds, filter.sort, layout);
  const last = useQuery(useMemo(() => lastTwentyQuery(trpc, rows), [trpc, rows]));
  const lastTwenty = useMemo(
    () => new Map(last.data?.items.map((item) => [item.pipeline, item.runs])),
    [last.data],
  );
  const columns = useMemo(
    () => runColumns(rows, layout.shown, lastTwenty, folds ? fold : null),
    [rows, layout, lastTwenty, folds, fold],
  );
  const order = useMemo(() => orderOf(filter.sort), [filter.sort]);
  const marked = useMemo(() => new Set(filter.values.marked), [filter.values.marked]);

  if (list.isError && all.length === 0)
    return <ErrorState {...errorText(list.error)} onRetry={list.refetch} />;
  if (list.isPending) return <SkeletonRows rows={12} />;
  const bar = <MarkedRuns marked={marked} listed={rows} onClear={() => filter.setMarked(new Set())} />;
  if (all.length === 0) {
    return (
      <>
        <NoRuns filter={filter} />
        {bar}
      </>
    );
  }
  return (
    <>
      <DataTable
        label="Runs"
        rows={rows}
        rowKey={keyOf}
        rowHref={(run) => paths.run(run.id)}
        rowVersion={versionOf}
        columns={columns}
        layout={layout}
        sort={order}
        onSort={filter.setOrder}
        checked={marked}
        onChecked={filter.setMarked}
        onFold={folds ? (run, open) => run.children > 0 && fold(run.id, open) : undefined}
        hasMore={list.hasNextPage}
        onEnd={list.fetchNextPage}
        busy={list.isFetchingNextPage}
        fresh={fresh}
        onShowFresh={showFresh}
      />
      {bar}
    </>
  );
}

const keyOf = (run: Run) => run.id;
const versionOf = (run: Run) => `${run.status} ${run.durationMs}`;

/**
 * Holds back runs that arrive while the list is shown, until the reader asks for them; other runs change in place. Only
 * the list that begins with the newest can have them.
 * @param question what the rows answer; null while they still answer another
 */
function useFresh(all: readonly Run[], newestFirst: boolean, question: string | null) {
  const [read, setRead] = useState<{ question: string; newest: string } | null>(null);
  const newest = all[0] ? placeOf(all[0]) : null;
  if (newest !== null && question !== null && read?.question !== question) setRead({ question, newest });
  const waits = (run: Run) => newestFirst && read?.question === question && placeOf(run) > read.newest;
  const fresh = all.filter(waits).length;
  return {
    rows: fresh > 0 ? all.filter((run) => !waits(run)) : all,
    fresh,
    showFresh: () => setRead(newest === null || question === null ? null : { question, newest }),
  };
}

/** Compares as the list does: by time, then by id. */
const placeOf = (run: Run) => `${run.queuedAt} ${run.id.padStart(20, "0")}`;
