import type { MetricValue } from "@/server/foundation/shapes";

/** A gate as a policy keeps it; only those with a bound are of use here. */
type Gate = { metric: string; atLeast?: number; atMost?: number };
export type Bound = { kind: "atLeast" | "atMost"; value: number };

/** The bound that a policy sets for a metric: the strictest one where there are several. */
export function boundOf(gates: readonly Gate[], metric: string): Bound | null {
  const mine = gates.filter((g) => g.metric === metric);
  const least = mine.flatMap((g) => g.atLeast ?? []);
  if (least.length > 0) return { kind: "atLeast", value: Math.max(...least) };
  const most = mine.flatMap((g) => g.atMost ?? []);
  return most.length > 0 ? { kind: "atMost", value: Math.min(...most) } : null;
}

/** A live metric's newest value, where it was measured under the present version: null for one of before. */
export function valueUnder(
  since: string | null,
  { value, at }: { value: MetricValue; at: string },
): { value: MetricValue; at: string } | null {
  return since !== null && Date.parse(at) >= Date.parse(since) ? { value, at } : null;
}

/**
 * The live metric that stands for a model's quality: the first the policy asks about, else the one measured last.
 * @param live newest first
 */
export function mainLiveMetric<L extends { name: string }>(
  gates: readonly Gate[],
  live: readonly L[],
): L | null {
  for (const gate of gates) {
    const found = live.find((l) => l.name === gate.metric);
    if (found) return found;
  }
  return live[0] ?? null;
}
