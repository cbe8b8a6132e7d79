import { fromMetricValue, type MetricValue } from "@/server/foundation/metric-value";
import type { Better } from "./better";

/**
 * How much better a value is than what it is compared with, in the direction in which the metric improves.
 * @returns a negative number where it is worse; null where either is missing, NaN or infinite
 */
export function gainOf(
  value: MetricValue | null,
  baseline: MetricValue | null,
  better: Better,
): number | null {
  if (value === null || baseline === null) return null;
  const difference = fromMetricValue(value) - fromMetricValue(baseline);
  if (!Number.isFinite(difference)) return null;
  return better === "lower" ? -difference : difference;
}

export type Comparison = {
  /** The value less the baseline; NaN or infinite where one of them is. */
  difference: number;
  /** The improvement in the metric's direction; null where it is not finite or the direction is not known. */
  gain: number | null;
  /** `same` where the difference rounds to zero; `unknown` where the direction or a value is not known. */
  verdict: "better" | "worse" | "same" | "unknown";
};

/**
 * A value beside what it is compared with.
 * @param better the direction in which the metric improves; null where it is not known
 * @param digits the decimals that are shown: a smaller difference counts as none
 * @returns null where either is missing
 */
export function compare(
  value: MetricValue | null,
  baseline: MetricValue | null,
  better: Better | null,
  digits: number,
): Comparison | null {
  if (value === null || baseline === null) return null;
  const gain = better && gainOf(value, baseline, better);
  // NaN beside NaN, and an infinity beside the same one, differ by nothing.
  if (value === baseline) return { difference: 0, gain, verdict: "same" };
  const difference = fromMetricValue(value) - fromMetricValue(baseline);
  return { difference, gain, verdict: verdictOf(difference, better, digits) };
}

function verdictOf(difference: number, better: Better | null, digits: number): Comparison["verdict"] {
  if (Number.isNaN(difference)) return "unknown";
  if (Number.isFinite(difference) && Number(difference.toFixed(digits)) === 0) return "same";
  if (better === null) return "unknown";
  return difference > 0 === (better === "higher") ? "better" : "worse";
}
