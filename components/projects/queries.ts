import { skipToken } from "@tanstack/react-query";
import type { Trpc } from "@/components/shell/trpc";

export const projectsQuery = (trpc: Trpc) => trpc.projects.list.queryOptions({ limit: 200 });

/** Whether a new project has environments and policies yet. */
export const firstEnvironmentsQuery = (trpc: Trpc, project: string | undefined) =>
  trpc.environments.list.queryOptions(project === undefined ? skipToken : { project });
export const firstPoliciesQuery = (trpc: Trpc, project: string | undefined) =>
  trpc.policies.list.queryOptions(project === undefined ? skipToken : { project });

/** Whether a new project has a second person yet. */
export const firstPeopleQuery = (trpc: Trpc, project: string | undefined) =>
  trpc.people.list.queryOptions(project === undefined ? skipToken : { project, limit: 2 });
