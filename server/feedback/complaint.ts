import { ratingMaxOf } from "@/server/forms/answers";
import type { FormField } from "@/server/forms/schema";

/** What of a report decides whether it is a complaint. */
export type Verdict = {
  /** What the model had said; null where the sender did not tell. */
  predictedLabel: string | null;
  correctedLabel: string | null;
  rating: number | null;
  /** The best rating of the form's scale; the worst is 1. */
  ratingMax: number | null;
};

/** The lowest third of a scale: 1–2 of 5, 1–4 of 10, 1 of 3. */
const lowShare = 1 / 3;

/** Where a rating stands on its own scale, from 0 (worst) to 1 (best); null without a rating. */
export function ratingShare({ rating, ratingMax }: Pick<Verdict, "rating" | "ratingMax">): number | null {
  return rating === null || ratingMax === null || ratingMax < 2 ? null : (rating - 1) / (ratingMax - 1);
}

/** Whether the report says that the model was wrong: the corrected label is not what it had said. */
export const corrects = ({ predictedLabel, correctedLabel }: Verdict): boolean =>
  correctedLabel !== null && predictedLabel !== null && correctedLabel !== predictedLabel;

/**
 * Whether a report is a complaint. A corrected label that differs from the prediction is one; else the rating
 * decides, on the form's own scale. Without a rating, a corrected label beside an unknown prediction is one.
 */
export function isComplaint(verdict: Verdict): boolean {
  if (corrects(verdict)) return true;
  const share = ratingShare(verdict);
  if (share !== null) return share <= lowShare;
  return verdict.correctedLabel !== null && verdict.predictedLabel === null;
}

/** The columns of an item that say what the model had said, and whether the item is a complaint. */
export function judged(
  fields: readonly FormField[],
  said: Pick<Verdict, "correctedLabel" | "rating">,
  predictedLabel: string | null,
): { predictedLabel: string | null; complaint: boolean } {
  const complaint = isComplaint({ ...said, predictedLabel, ratingMax: ratingMaxOf(fields) });
  return { predictedLabel, complaint };
}
