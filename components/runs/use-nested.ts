"use client";
import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import type { ColumnLayout } from "@/components/ui/column-layout";
import type { Run } from "@/server/runs/schema";
import { childrenQuery } from "./queries";

/** A run as the list shows it. */
export type ListedRun = Run & {
  /** How many parents stand above it in the list. */
  depth: number;
  /** Whether its children are shown under it. */
  open: boolean;
};

const itemsOf = (answers: readonly { data?: { items: Run[] } }[]) => answers.map(({ data }) => data?.items);

/**
 * The runs of a list with the children of those that are unfolded under them, each level asked for when it is opened.
 * @param folds whether children stand under their parents; otherwise they are runs of the list like others
 */
export function useNested(runs: readonly Run[], folds: boolean, sort: string, layout: ColumnLayout) {
  const trpc = useTRPC();
  const [open, setOpen] = useState<readonly string[]>([]);
  const asked = folds ? open : none;
  const children = useQueries({
    queries: asked.map((id) => childrenQuery(trpc, id, sort, layout)),
    combine: itemsOf,
  });
  const rows = useMemo(() => {
    const below = new Map(asked.map((id, place) => [id, children[place]]));
    const listed = (run: Run, depth: number): ListedRun[] => [
      { ...run, depth, open: below.has(run.id) },
      ...(below.get(run.id) ?? []).flatMap((child) => listed(child, depth + 1)),
    ];
    return runs.flatMap((run) => listed(run, 0));
  }, [runs, asked, children]);
  const fold = useCallback(
    (id: string, unfold: boolean) =>
      setOpen((before) => (unfold ? [...new Set([...before, id])] : before.filter((each) => each !== id))),
    [],
  );
  return { rows, fold };
}

const none: readonly string[] = [];
