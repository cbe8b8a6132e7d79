"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRef } from "react";
import { RangePicker } from "@/components/charts/range-picker";
import { Page } from "@/components/shell/page";
import { useTRPC } from "@/components/shell/trpc";
import { FilterBar } from "@/components/ui/filter-chips";
import { Input } from "@/components/ui/input";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { useHotkeys } from "@/components/ui/use-hotkeys";
import { RunsCount } from "./runs-count";
import { StaleNotice } from "./stale-notice";
import { ranges, useRunsFilter } from "./use-runs-filter";

const RunsChips = dynamic(() => import("./runs-chips").then((m) => m.RunsChips), { ssr: false });
const RunsHistogram = dynamic(() => import("./runs-histogram").then((m) => m.RunsHistogram), {
  ssr: false,
  loading: () => <div className="h-[57px] flex-none border-b border-line max-md:hidden" />,
});
const RunsTable = dynamic(() => import("./runs-table").then((m) => m.RunsTable), {
  ssr: false,
  loading: () => <SkeletonRows rows={12} />,
});

/** Code, data, training and deploy runs of every connected system, in one list. */
export function RunsPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const filter = useRunsFilter(project);
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([{ keys: "/", label: "Search", run: () => search.current?.focus() }]);
  const facets = useQuery(trpc.runs.facets.queryOptions({ project }));
  return (
    <Page fill>
      <PageHead
        title="Runs"
        sub="code, data, training and deploy runs of every connected system, in one list"
      />
      <StaleNotice project={project} />
      <FilterBar>
        <Input
          ref={search}
          type="search"
          aria-label="Search runs"
          placeholder="Search"
          defaultValue={filter.values.q}
          onChange={(event) => filter.setSearch(event.target.value)}
          className="h-7 max-w-44"
        />
        <RunsChips filter={filter} facets={facets.data} />
        <RunsCount narrowed={filter.narrowed} />
        <span className="ml-auto">
          <RangePicker
            label="Time"
            value={filter.range ?? "custom"}
            options={filter.range ? ranges : ["custom", ...ranges]}
            onChange={(range) => range !== "custom" && void filter.setRange(range)}
          />
        </span>
      </FilterBar>
      <Panel label="Runs" className="flex min-h-0 flex-col max-md:min-h-96">
        <RunsHistogram filter={filter} />
        <RunsTable filter={filter} facets={facets.data} ready={!facets.isPending} />
      </Panel>
    </Page>
  );
}
