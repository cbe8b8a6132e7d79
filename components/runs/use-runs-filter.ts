"use client";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { useColumns } from "@/components/shell/use-columns";
import { useSearchText } from "@/components/shell/use-search-text";
import type { Sort } from "@/components/ui/use-data-table";
import { foldsChildren, narrowedBy, parentIn, type Range, rangeOf } from "./queries";
import { runsParams } from "./search-params";

export type RunsFilter = ReturnType<typeof useRunsFilter>;
/** What has a chip of its own and is one word or several with commas. */
export type Field = "kind" | "status" | "branch" | "pipeline" | "commit";

/**
 * Everything that decides what the list shows, kept in the address.
 * @param openedAt when the page was made, in ms
 */
export function useRunsFilter(project: string | undefined, openedAt: number) {
  const [values, set] = useQueryStates(runsParams, { history: "push" });
  const { field } = useSearchText();
  const columns = useColumns("runs");
  const range = rangeOf(values);
  const [first] = useState(range);
  // A range that is chosen later counts back from when it is chosen.
  const now = useMemo(() => (range === first ? openedAt : Date.now()), [range, first, openedAt]);
  const narrowed = narrowedBy(values, now, project);
  return {
    values,
    columns,
    search: field,
    narrowed,
    sort: values.sort,
    range,
    isNarrowed: Object.entries(narrowed).some(
      ([key, value]) => key !== "project" && value !== undefined && value !== "none",
    ),
    /** The run whose children are listed. */
    parent: parentIn(values),
    folded: foldsChildren(values),
    setFolded: (folded: boolean) => set({ nested: folded ? "folded" : "listed" }),
    setParent: (parent: string | null) => set({ parent }),
    set: (field: Field, value: string | null) => set({ [field]: value }),
    setFilter: (line: string | null) => set({ filter: line }),
    setOrder: ({ id, dir }: Sort) =>
      set({ sort: id === "startedAt" && dir === "desc" ? null : `${dir === "desc" ? "-" : ""}${id}` }),
    setMarked: (keys: ReadonlySet<string>) =>
      set({ marked: keys.size > 0 ? [...keys] : null }, { history: "replace" }),
    showAll: () => set({ latest: null }),
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
  parent: null,
  latest: null,
  filter: null,
  q: null,
  range: null,
  from: null,
  to: null,
} satisfies Partial<Record<keyof typeof runsParams, null>>;

/** The order of the address in the words of a table. */
export const orderOf = (sort: string): Sort => ({
  id: sort.replace(/^-/, ""),
  dir: sort.startsWith("-") ? "desc" : "asc",
});
