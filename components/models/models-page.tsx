"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo, useRef } from "react";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useColumns } from "@/components/shell/use-columns";
import { useSearchText } from "@/components/shell/use-search-text";
import { layoutOf } from "@/components/ui/column-layout";
import { ColumnsButton } from "@/components/ui/columns-button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { FilterBar } from "@/components/ui/filter-chips";
import { formatCount } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { useHotkeys } from "@/components/ui/use-hotkeys";
import type { Model } from "@/server/models/schema";
import { modelColumnLabels, modelColumnPlan, modelColumns } from "./model-columns";
import { modelsQuery } from "./queries";

const ModelTable = dynamic(() => import("@/components/ui/data-table").then((m) => m.DataTable<Model>), {
  loading: () => <SkeletonRows rows={8} />,
});

const NoModels = dynamic(() => import("./no-models").then((m) => m.NoModels));

/** Every model: what serves where, what is on its way, what was registered and reported last. */
export function ModelsPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const { asked: q, field } = useSearchText();
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([{ keys: "/", label: "Filter", run: () => search.current?.focus() }]);
  const list = useInfiniteQuery(modelsQuery(trpc, q, project));
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const severalProjects = new Set(rows.map((row) => row.project)).size > 1;
  const columns = useMemo(() => modelColumns(rows), [rows]);
  const { address, choose, reset } = useColumns("models");
  const plan = useMemo(() => modelColumnPlan(severalProjects), [severalProjects]);
  const layout = useMemo(() => layoutOf(address, plan), [address, plan]);
  const choices = Object.entries(modelColumnLabels(rows)).map(([value, label]) => ({ value, label }));
  return (
    <Page fill>
      <PageHead title="Models" sub={<Summary rows={rows} more={list.hasNextPage} />} />
      {(field.value || rows.length > 0 || list.isPending) && (
        <FilterBar>
          <Input
            ref={search}
            type="search"
            aria-label="Filter by name"
            placeholder="Filter by name"
            maxLength={500}
            {...field}
            className="max-w-72"
          />
          <span className="ml-auto">
            <ColumnsButton
              groups={[{ items: choices }]}
              plan={plan}
              layout={layout}
              onChoose={choose}
              onReset={reset}
            />
          </span>
        </FilterBar>
      )}
      <Panel label="Models" className="flex min-h-0 flex-col max-md:max-h-[80dvh] max-md:flex-none">
        {list.isError && rows.length === 0 ? (
          <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
        ) : list.isPending ? (
          <SkeletonRows rows={8} />
        ) : rows.length === 0 ? (
          q ? (
            <EmptyState title="No model of that name">Nothing here is called “{q}”.</EmptyState>
          ) : (
            <NoModels project={project} />
          )
        ) : (
          <ModelTable
            label="Models"
            rows={rows}
            rowKey={(row) => row.id}
            rowHref={(row) => paths.model(row.name, { project: severalProjects ? row.project : project })}
            rowVersion={(row) =>
              JSON.stringify([row.serving, row.openPromotions, row.latest, row.reports, row.deletedAt])
            }
            columns={columns}
            layout={layout}
            hasMore={list.hasNextPage}
            onEnd={list.fetchNextPage}
            busy={list.isFetching}
          />
        )}
      </Panel>
    </Page>
  );
}

function Summary({ rows, more }: { rows: readonly Model[]; more: boolean }) {
  if (rows.length === 0) return null;
  const waiting = rows.reduce((sum, row) => sum + row.openPromotions.length, 0);
  const serving = rows.filter((row) => row.serving.length > 0).length;
  const count = `${formatCount(rows.length)}${more ? "+" : ""} ${rows.length === 1 ? "model" : "models"}`;
  return [count, `${serving} serving`, waiting > 0 && `${waiting} asked for`].filter(Boolean).join(" · ");
}
