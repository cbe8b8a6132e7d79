import { formatDelta, type Measured, toNumber } from "@/components/ui/format";

export type Better = "higher" | "lower" | null;
export type Delta = { text: string; tone: "better" | "worse" | "same" | "unknown" };

/**
 * A value against the champion's. Better and worse follow the metric's direction, so log loss down is better;
 * where the direction is not known the difference is told without a judgement. Null where there is nothing to
 * compare.
 */
export function deltaOf(
  value: Measured | null,
  champion: Measured | null,
  better: Better,
  digits: number,
): Delta | null {
  if (value === null || champion === null) return null;
  const difference = toNumber(value) - toNumber(champion);
  if (Number.isNaN(difference)) {
    return value === champion ? { text: "=", tone: "same" } : { text: "?", tone: "unknown" };
  }
  const text = formatDelta(difference, digits);
  if (text === "=") return { text, tone: "same" };
  if (better === null) return { text, tone: "unknown" };
  return { text, tone: difference > 0 === (better === "higher") ? "better" : "worse" };
}
