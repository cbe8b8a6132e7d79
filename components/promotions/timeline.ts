import type { AuditEvent } from "@/server/audit/schema";
import type { Comment } from "@/server/promotions/comments/schema";
import { describeEvent, type EventWords } from "./event-words";

/** What was read of a list so far, newest first; `more` says that older items are left. */
type ReadSoFar<Item> = { items: readonly Item[]; more: boolean };

export type Entry =
  | { kind: "comment"; at: string; comment: Comment }
  | { kind: "event"; at: string; event: AuditEvent; words: EventWords };

/**
 * Comments and events in one order of time, oldest first. Of two lists that are read page by page it holds only what
 * is newer than everything that was not read yet, so that nothing is put in later between two entries.
 */
export function timeline(events: ReadSoFar<AuditEvent>, comments: ReadSoFar<Comment>): Entry[] {
  const entries: Entry[] = [
    ...comments.items.map((comment): Entry => ({ kind: "comment", at: comment.createdAt, comment })),
    ...events.items.flatMap((event): Entry[] => {
      const words = describeEvent(event);
      return words ? [{ kind: "event", at: event.at, event, words }] : [];
    }),
  ];
  const from = Math.max(
    completeFrom(events, ({ at }) => at),
    completeFrom(comments, ({ createdAt }) => createdAt),
  );
  return entries
    .filter(({ at }) => Date.parse(at) >= from)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The time from which on everything of a list was read, in ms. */
function completeFrom<Item>({ items, more }: ReadSoFar<Item>, at: (item: Item) => string): number {
  const oldest = items.at(-1);
  return more && oldest ? Date.parse(at(oldest)) : Number.NEGATIVE_INFINITY;
}
