import { keepPreviousData } from "@tanstack/react-query";
import type { inferParserType } from "nuqs/server";
import type { Trpc } from "@/components/shell/trpc";
import { type feedbackParams, statusOf } from "./search-params";

export type FeedbackAt = inferParserType<typeof feedbackParams>;

/** What narrows the list and the counts beside the status. */
function narrowed({ q, form, model, version, tag, assignee, complaint, from }: FeedbackAt, project?: string) {
  return {
    project,
    q: q || undefined,
    form: form ?? undefined,
    model: model || undefined,
    version: version || undefined,
    tag: tag ?? undefined,
    assignee: assignee ?? undefined,
    from: from ?? undefined,
    complaint: complaint === null ? undefined : complaint === "true",
  };
}

export const feedbackQuery = (trpc: Trpc, at: FeedbackAt, project?: string) =>
  trpc.feedback.list.infiniteQueryOptions(
    { ...narrowed(at, project), status: statusOf(at.status), limit: 50 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );

export const countsQuery = (trpc: Trpc, at: FeedbackAt, project?: string) =>
  trpc.feedback.counts.queryOptions(narrowed(at, project));

export const histogramQuery = (trpc: Trpc, at: FeedbackAt, project?: string) =>
  trpc.feedback.histogram.queryOptions(narrowed(at, project), { placeholderData: keepPreviousData });

export const itemQuery = (trpc: Trpc, id: string) => trpc.feedback.get.queryOptions({ id });

/** Who may look after an item. */
export const membersQuery = (trpc: Trpc, project: string) => trpc.people.list.queryOptions({ project });
