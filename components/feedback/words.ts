import type { Tone } from "@/components/ui/tone";
import { corrects, ratingShare } from "@/server/feedback/complaint";
import { openStatuses } from "@/server/feedback/open";
import type { FeedbackItem, FeedbackStatus } from "@/server/feedback/schema";
import type { FeedbackView } from "./search-params";

/** The statuses in the order they are worked through, with the word of each list and of what was done. */
export const statuses = [
  { status: "new", title: "New", done: "put back to new" },
  { status: "confirmed", title: "Confirmed", done: "confirmed" },
  { status: "fixed", title: "Fixed", done: "marked fixed" },
  { status: "declined", title: "Declined", done: "declined" },
] as const satisfies { status: FeedbackStatus; title: string; done: string }[];

/** The lists of the inbox: what is open, each status, and everything. */
export const views: readonly { view: FeedbackView; title: string; of: readonly FeedbackStatus[] }[] = [
  { view: "open", title: "Open", of: openStatuses },
  ...statuses.map(({ status, title }) => ({ view: status, title, of: [status] })),
  { view: "all", title: "All", of: statuses.map(({ status }) => status) },
];

/** How many items a list has, out of how many each status has. */
export const countIn = (
  of: readonly FeedbackStatus[],
  counts: Partial<Record<FeedbackStatus, number>>,
): number => of.reduce((sum, status) => sum + (counts[status] ?? 0), 0);

type Judged = Pick<FeedbackItem, "rating" | "ratingMax" | "correctedLabel" | "predictedLabel" | "complaint">;

/** What an item says of the model, in words: the correction first, then the rating; null when it says neither. */
function verdictWords(item: Judged): string | null {
  if (corrects(item)) return `${item.predictedLabel} → ${item.correctedLabel}`;
  if (item.correctedLabel !== null && item.predictedLabel !== null) return `agrees: ${item.correctedLabel}`;
  const label = item.correctedLabel === null ? null : `says ${item.correctedLabel}`;
  const rating = item.rating === null ? null : `rating ${item.rating} of ${item.ratingMax}`;
  return [label, rating].filter(Boolean).join(" · ") || null;
}

/** How an item is marked in the list: a complaint is trouble, a rating in the middle is a doubt. */
export function toneOf(item: Judged): { tone: Tone; word: string } {
  const word = verdictWords(item) ?? "no rating";
  if (item.complaint) return { tone: "bad", word: `complaint: ${word}` };
  const share = ratingShare(item);
  const agrees = item.correctedLabel !== null && item.correctedLabel === item.predictedLabel;
  if (share === null) return { tone: agrees ? "ok" : "idle", word };
  return { tone: share < 0.6 ? "wait" : "ok", word };
}

/** The second line of an item in the list. */
export function about(item: FeedbackItem): string {
  const version = item.version ? `${item.model} v${item.version}` : `${item.model}, nothing served`;
  const prediction = item.predictionId ? `prediction ${item.predictionId}` : null;
  return [version, prediction, verdictWords(item)].filter(Boolean).join(" · ");
}
