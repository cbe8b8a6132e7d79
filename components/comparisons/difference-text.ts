import { formatDelta } from "@/components/ui/format";
import type { Better } from "@/server/comparisons/better";
import { type Comparison, compare } from "@/server/comparisons/compare";
import type { MetricValue } from "@/server/foundation/metric-value";

export type DifferenceText = { text: string; verdict: Comparison["verdict"] };

/** The words of a comparison, with `digits` decimals: "+0.019", "=" where it rounds to zero, "?" beside NaN. */
export function textOf({ difference, verdict }: Comparison, digits: number): string {
  if (verdict === "same") return "=";
  return Number.isNaN(difference) ? "?" : formatDelta(difference, digits);
}

/** A value beside the champion's: the difference, and whether it is better. Null where either is missing. */
export function differenceOf(
  value: MetricValue | null,
  champion: MetricValue | null,
  better: Better | null,
  digits: number,
): DifferenceText | null {
  const found = compare(value, champion, better, digits);
  return found && { text: textOf(found, digits), verdict: found.verdict };
}
