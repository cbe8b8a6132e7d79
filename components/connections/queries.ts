import type { Trpc } from "@/components/shell/trpc";

export const connectionsQuery = (trpc: Trpc, project?: string) =>
  trpc.connections.list.queryOptions({ project });

/** The progress of a sync changes even when nothing is announced. */
export const connectionQuery = (trpc: Trpc, id: string) =>
  trpc.connections.get.queryOptions(
    { id },
    { refetchInterval: ({ state }) => (state.data?.progress ? 2000 : 30_000) },
  );
