import type { inferParserType } from "nuqs/server";
import type { Trpc } from "@/components/shell/trpc";
import type { feedbackParams } from "./search-params";

type At = Pick<inferParserType<typeof feedbackParams>, "status" | "form" | "assignee">;

export const feedbackQuery = (trpc: Trpc, { status, form, assignee }: At, project?: string) =>
  trpc.feedback.list.infiniteQueryOptions(
    { project, form: form ?? undefined, status, assignee: assignee ?? undefined, limit: 50 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );

export const countsQuery = (trpc: Trpc, form: string | null, project?: string) =>
  trpc.feedback.counts.queryOptions({ project, form: form ?? undefined });

export const itemQuery = (trpc: Trpc, id: string) => trpc.feedback.get.queryOptions({ id });

/** Who may look after an item. */
export const membersQuery = (trpc: Trpc, project: string) => trpc.people.list.queryOptions({ project });
