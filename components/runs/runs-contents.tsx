"use client";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { RangePicker } from "@/components/charts/range-picker";
import { useTRPC } from "@/components/shell/trpc";
import { FilterBar } from "@/components/ui/filter-chips";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { useHotkeys } from "@/components/ui/use-hotkeys";
import { facetsQuery, ranges } from "./queries";
import { RunsChips } from "./runs-chips";
import { RunsColumnsButton } from "./runs-columns-button";
import { RunsCount } from "./runs-count";
import { RunsHistogram } from "./runs-histogram";
import { RunsTable } from "./runs-table";
import { StaleNotice } from "./stale-notice";
import { useRunsFilter } from "./use-runs-filter";

/** The filters, the histogram and the rows. Load it with `next/dynamic`: the page's frame needs none of it. */
export function RunsContents({ project, openedAt }: { project?: string; openedAt: number }) {
  const trpc = useTRPC();
  const filter = useRunsFilter(project, openedAt);
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([{ keys: "/", label: "Search", run: () => search.current?.focus() }]);
  const facets = useQuery(facetsQuery(trpc, project));
  return (
    <>
      <StaleNotice project={project} />
      <FilterBar>
        <Input
          ref={search}
          type="search"
          aria-label="Search runs"
          placeholder="Search"
          {...filter.search}
          className="h-7 max-w-44"
        />
        <RunsChips filter={filter} facets={facets.data} />
        <RunsCount filter={filter} />
        <span className="ml-auto flex items-center gap-1.5">
          <RunsColumnsButton filter={filter} facets={facets.data} />
          <RangePicker
            label="Time"
            value={filter.range ?? "custom"}
            options={filter.range ? ranges : ["custom", ...ranges]}
            onChange={(range) => range !== "custom" && void filter.setRange(range)}
          />
        </span>
      </FilterBar>
      <Panel label="Runs" className="flex min-h-0 flex-col max-md:max-h-[85dvh] max-md:flex-none">
        <RunsHistogram filter={filter} />
        <RunsTable filter={filter} facets={facets.data} ready={!facets.isPending} />
      </Panel>
    </>
  );
}
