"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Link } from "@/components/ui/link";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import type { PromotionDetail } from "@/server/promotions/schema";
import { CommentForm } from "./comment-form";
import { CommentItem } from "./comment-item";
import { commentsQuery, historyQuery } from "./queries";
import { type Entry, timeline } from "./timeline";
import { useMarkRead } from "./use-mark-read";

const tones = { plain: "text-ink-3", wait: "text-wait", bad: "text-bad" };

/** What people wrote about a promotion and what happened to it, in the order of time, and a field to write on. */
export function DiscussionPanel({ promotion }: { promotion: PromotionDetail }) {
  const trpc = useTRPC();
  const { me } = useRights();
  const record = useInfiniteQuery(historyQuery(trpc, promotion.id));
  const discussion = useInfiniteQuery(commentsQuery(trpc, promotion.id));
  const lists = [record, discussion];
  const comments = discussion.data?.pages.flatMap((page) => page.items) ?? [];
  useMarkRead(promotion.id, { comments, more: discussion.hasNextPage, me: me?.id });
  const failed = lists.find((list) => list.isError && !list.data);
  const entries = timeline(
    { items: record.data?.pages.flatMap((page) => page.items) ?? [], more: record.hasNextPage },
    { items: comments, more: discussion.hasNextPage },
  );
  return (
    <Panel>
      <PanelHead title="Discussion">
        <Link
          href={paths.audit({ subjectKind: "promotion", subjectId: promotion.id })}
          className="hover:underline"
        >
          Record
        </Link>
      </PanelHead>
      {failed ? (
        <ErrorState
          {...errorText(failed.error)}
          onRetry={() => Promise.all(lists.map((list) => list.refetch()))}
        />
      ) : lists.some((list) => list.isPending) ? (
        <PanelBody>
          <Skeleton className="h-16" />
        </PanelBody>
      ) : (
        <div className="hairlines">
          {lists.some((list) => list.hasNextPage) && (
            <div className="p-1 text-center">
              <Button
                variant="ghost"
                busy={lists.some((list) => list.isFetchingNextPage)}
                onClick={() => Promise.all(lists.map((list) => list.hasNextPage && list.fetchNextPage()))}
              >
                Show earlier
              </Button>
            </div>
          )}
          <ul className="hairlines">
            {entries.map((entry) =>
              entry.kind === "comment" ? (
                <CommentItem key={`comment ${entry.comment.id}`} comment={entry.comment} me={me?.id} />
              ) : (
                <EventItem key={`event ${entry.event.id}`} {...entry} />
              ),
            )}
          </ul>
          <CommentForm promotion={promotion} />
        </div>
      )}
    </Panel>
  );
}

function EventItem({ event, words }: Extract<Entry, { kind: "event" }>) {
  return (
    <li className="grid grid-cols-[20px_1fr_auto] gap-x-2 px-3.5 py-2">
      <Avatar name={event.actor.name} />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        {words.quote && <p dir="auto">{words.quote}</p>}
        <p className={words.quote ? "text-sub text-ink-3" : tones[words.tone]}>
          <span className="text-ink-2">{event.actor.name}</span> {words.text}
        </p>
      </div>
      <TimeAgo at={event.at} ago={false} className="text-sub whitespace-nowrap text-ink-3" />
    </li>
  );
}
