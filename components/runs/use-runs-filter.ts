"use client";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useSearchText } from "@/components/shell/use-search-text";
import type { Sort } from "@/components/ui/virtual-table-head";
import { runsParams } from "./search-params";

export const ranges = ["1d", "4d", "14d", "30d", "90d", "all"] as const;
export type Range = (typeof ranges)[number];

export type RunsFilter = ReturnType<typeof useRunsFilter>;
/** What has a chip of its own and is one word or several with commas. */
export type Field = "kind" | "status" | "branch" | "pipeline" | "commit";

/** Everything that decides what the list shows, kept in the address. */
export function useRunsFilter(project: string | undefined) {
  const [values, set] = useQueryStates(runsParams, { history: "push" });
  const { asked: q, field: search } = useSearchText();
  const range = ranges.find((each) => each === values.range) ?? (values.from || values.to ? null : "all");
  const since = useMemo(() => startOf(range), [range]);
  const { kind, status, branch, pipeline, commit, filter, sort } = values;
  const narrowed = {
    project,
    kind: kind ?? undefined,
    status: status ?? undefined,
    branch: branch ?? undefined,
    pipeline: pipeline ?? undefined,
    commit: commit ?? undefined,
    filter: filter || undefined,
    q: q || undefined,
    from: values.from ?? since,
    to: values.to ?? undefined,
  };
  return {
    values,
    search,
    narrowed,
    sort,
    range,
    isNarrowed: Object.entries(narrowed).some(([key, value]) => key !== "project" && value !== undefined),
    order: orderOf(sort),
    set: (field: Field, value: string | null) => set({ [field]: value }),
    setFilter: (line: string | null) => set({ filter: line }),
    setOrder: ({ id, dir }: Sort) =>
      set({ sort: id === "startedAt" && dir === "desc" ? null : `${dir === "desc" ? "-" : ""}${id}` }),
    setRange: (next: Range) => set({ range: next === "all" ? null : next, from: null, to: null }),
    setSpan: (from: string | null, to: string | null) => set({ from, to, range: null }),
    clear: () => set(unfiltered),
  };
}

const unfiltered = {
  kind: null,
  status: null,
  branch: null,
  pipeline: null,
  commit: null,
  filter: null,
  q: null,
  range: null,
  from: null,
  to: null,
} satisfies Partial<Record<keyof typeof runsParams, null>>;

/** From how long ago, as a moment rounded to minutes: the same question within a minute is the same query. */
function startOf(range: Range | null): string | undefined {
  if (range === null || range === "all") return undefined;
  const start = Date.now() - Number.parseInt(range, 10) * 86_400_000;
  return new Date(Math.floor(start / 60_000) * 60_000).toISOString();
}

const orderOf = (sort: string): Sort => ({
  id: sort.replace(/^-/, ""),
  dir: sort.startsWith("-") ? "desc" : "asc",
});
