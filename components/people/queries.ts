import type { Trpc } from "@/components/shell/trpc";

/** The project whose people are listed: the only one there is, where none is named. */
export const peopleProject = (projects: readonly { slug: string }[], project?: string) =>
  project ?? (projects.length === 1 ? projects[0]?.slug : undefined);

export const peopleQuery = (trpc: Trpc, project?: string) =>
  trpc.people.list.infiniteQueryOptions(
    { project, limit: 100 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );

export const invitationsQuery = (trpc: Trpc, project?: string) =>
  trpc.invitations.list.queryOptions({ project, limit: 200 });
