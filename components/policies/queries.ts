import type { Trpc } from "@/components/shell/trpc";

export const policiesQuery = (trpc: Trpc, project?: string) => trpc.policies.list.queryOptions({ project });

/** The models that a policy can be written for. */
export const policyModelsQuery = (trpc: Trpc, project?: string) =>
  trpc.models.list.queryOptions({ project, limit: 200 });
