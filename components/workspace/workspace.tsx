"use client";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLive } from "@/components/shell/live";
import { paths } from "@/components/shell/paths";
import type { ShellData } from "@/components/shell/shell-data";
import { useTRPC } from "@/components/shell/trpc";
import { RenderedAt } from "@/components/ui/use-clock";
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
  return (
    <RenderedAt value={renderedAt}>
      <Frame data={toShellData(data)} live={live} signOut={signOut}>
        {children}
      </Frame>
    </RenderedAt>
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

/** Loaded when asked for: nothing else in the workspace needs next-auth in the browser. */
async function signOut(): Promise<void> {
  const auth = await import("next-auth/react");
  await auth.signOut({ callbackUrl: paths.signIn() });
}
