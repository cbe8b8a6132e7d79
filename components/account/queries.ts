import type { Trpc } from "@/components/shell/trpc";

/** @param person whose sessions, for owners; one's own when left out */
export const sessionsQuery = (trpc: Trpc, person?: string) => trpc.sessions.list.queryOptions({ person });
