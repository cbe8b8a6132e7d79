import type { Trpc } from "@/components/shell/trpc";

export const environmentsQuery = (trpc: Trpc, project?: string) =>
  trpc.environments.list.queryOptions({ project });
