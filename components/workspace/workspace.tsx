"use client";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback } from "react";
import { paletteGroups } from "@/components/search/search-results";
import { useLive } from "@/components/shell/live";
import { paths } from "@/components/shell/paths";
import type { Search, ShellData } from "@/components/shell/shell-data";
import { useTRPC } from "@/components/shell/trpc";
import type { ShellFacts } from "@/server/shell/schema";
import { Frame } from "./frame";

const tones = {
  new: "run",
  syncing: "run",
  healthy: "ok",
  late: "wait",
  failing: "bad",
  paused: "idle",
} as const;

/**
 * The frame of the signed-in pages, with its data kept live.
 * @param renderedAt when the server rendered it, in ms
 */
export function Workspace({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  const trpc = useTRPC();
  // The layout has read it already: it never suspends.
  const { data } = useSuspenseQuery(trpc.shell.data.queryOptions(undefined, { refetchInterval: 60_000 }));
  const live = useLive(renderedAt);
  const search = useSearch();
  return (
    <Frame data={toShellData(data)} live={live} search={search} signOut={signOut}>
      {children}
    </Frame>
  );
}

function toShellData({ connections, ...facts }: ShellFacts): ShellData {
  return {
    ...facts,
    connections: connections.map(({ id, name, state, lastSyncAt }) => ({
      id,
      name,
      state: tones[state],
      syncedAt: lastSyncAt,
      href: paths.connection(id),
    })),
  };
}

function useSearch(): Search {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useCallback(
    async (query, signal) => {
      const options = trpc.search.find.queryOptions(
        { q: query },
        { staleTime: 10_000, trpc: { abortOnUnmount: true } },
      );
      const cancel = () => void client.cancelQueries({ queryKey: options.queryKey });
      signal.addEventListener("abort", cancel, { once: true });
      try {
        return paletteGroups(await client.fetchQuery(options));
      } finally {
        signal.removeEventListener("abort", cancel);
      }
    },
    [trpc, client],
  );
}

/** Loaded when asked for: nothing else in the workspace needs next-auth in the browser. */
async function signOut(): Promise<void> {
  const auth = await import("next-auth/react");
  await auth.signOut({ callbackUrl: paths.signIn() });
}
