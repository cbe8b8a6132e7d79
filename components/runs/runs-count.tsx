"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { formatCount } from "@/components/ui/format";
import { countsQuery, type Narrowed } from "./queries";

type Bounded = { count: number; more: boolean };
const text = ({ count, more }: Bounded) => `${formatCount(count)}${more ? "+" : ""}`;

/** "1,284 of 100,416 runs"; counting stops where it would cost more than it tells. */
export function RunsCount({ narrowed }: { narrowed: Narrowed }) {
  const trpc = useTRPC();
  const { data } = useQuery(countsQuery(trpc, narrowed));
  if (!data) return null;
  const { matching, all } = data;
  const some = matching.count !== all.count || matching.more !== all.more;
  return (
    <span role="status" className="ml-1 text-sub text-ink-3">
      {some ? `${text(matching)} of ${text(all)}` : text(all)} {all.count === 1 ? "run" : "runs"}
    </span>
  );
}
