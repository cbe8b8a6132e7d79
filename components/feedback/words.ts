import type { Tone } from "@/components/ui/tone";
import type { FeedbackItem, FeedbackStatus } from "@/server/feedback/schema";

/** The statuses in the order they are worked through, with the word of each list and of the deed. */
export const statuses = [
  { status: "new", title: "New", deed: "Back to new", done: "put back to new" },
  { status: "confirmed", title: "Confirmed", deed: "Confirm", done: "confirmed" },
  { status: "fixed", title: "Fixed", deed: "Mark fixed", done: "marked fixed" },
  { status: "declined", title: "Declined", deed: "Decline", done: "declined" },
] as const satisfies { status: FeedbackStatus; title: string; deed: string; done: string }[];

/** How loud an item is: a corrected label or a low rating is trouble, a high rating is none. */
export function loudness(item: Pick<FeedbackItem, "rating" | "ratingMax" | "correctedLabel">): {
  tone: Tone;
  word: string;
} {
  if (item.correctedLabel !== null) return { tone: "bad", word: "corrected label" };
  if (item.rating === null || item.ratingMax === null) return { tone: "idle", word: "no rating" };
  const share = (item.rating - 1) / (item.ratingMax - 1);
  const word = `rating ${item.rating} of ${item.ratingMax}`;
  return { tone: share < 0.4 ? "bad" : share < 0.6 ? "wait" : "ok", word };
}

/** The second line of an item in the list. */
export function about(item: FeedbackItem): string {
  const version = item.version ? `${item.model} v${item.version}` : `${item.model}, nothing served`;
  const prediction = item.predictionId ? `prediction ${item.predictionId}` : null;
  const { word } = loudness(item);
  return [version, prediction, word === "no rating" ? null : word].filter(Boolean).join(" · ");
}
