"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { formatCount } from "@/components/ui/format";
import { countsQuery } from "./queries";
import type { RunsFilter } from "./use-runs-filter";

type Bounded = { count: number; more: boolean };
const text = ({ count, more }: Bounded) => `${formatCount(count)}${more ? "+" : ""}`;

/**
 * "1,284 of 100,416 runs", "2 runs and 31 nested"; counting stops where it would cost more than it tells. Children that are folded under their
 * parents are counted apart, with a button that lists them.
 */
export function RunsCount({ filter }: { filter: RunsFilter }) {
  const trpc = useTRPC();
  const { data } = useQuery(countsQuery(trpc, filter.narrowed));
  if (!data) return null;
  const { matching, nested, all } = data;
  const parts = filter.parent === null && nested.count > 0;
  const apart = parts && filter.folded;
  const told = apart ? matching.count + nested.count : matching.count;
  const some = told !== all.count || matching.more !== all.more;
  return (
    <>
      <span role="status" className="ml-1 text-sub text-ink-3">
        {apart
          ? `${text(matching)} ${matching.count === 1 ? "run" : "runs"} and ${text(nested)} nested${some ? `, of ${text(all)}` : ""}`
          : `${some ? `${text(matching)} of ` : ""}${text(all)} ${all.count === 1 ? "run" : "runs"}`}
      </span>
      {parts && (
        <button
          type="button"
          onClick={() => void filter.setFolded(!filter.folded)}
          className="h-6 rounded-s px-1 text-sub text-accent hover:underline"
        >
          {filter.folded ? "List nested runs" : "Fold nested runs"}
        </button>
      )}
    </>
  );
}
