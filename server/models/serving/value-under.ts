import type { MetricValue } from "@/server/foundation/shapes";

/**
 * The newest value of a live metric, where it was measured under the version that serves now.
 * @param since when that version began to serve; null where nothing serves
 * @returns null for a value that was measured before
 */
export function valueUnder(
  since: string | null,
  { value, at }: { value: MetricValue; at: string },
): { value: MetricValue; at: string } | null {
  return since !== null && Date.parse(at) >= Date.parse(since) ? { value, at } : null;
}
