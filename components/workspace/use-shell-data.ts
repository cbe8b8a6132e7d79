"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import type { ShellFacts } from "@/server/shell/schema";

/** What the frame shows: first as the server rendered it, then kept up to date like every other query. */
export function useShellData(initial: ShellFacts): ShellFacts {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.shell.data.queryOptions(undefined, { initialData: initial, refetchInterval: 60_000 }),
  );
  return data;
}
