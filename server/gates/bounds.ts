import type { Bound } from "./kind";
import { type Gate, kindOf } from "./kinds";

const metricOf = (gate: Gate): string | null => kindOf(gate).metric?.(gate) ?? null;

/** The metrics that a policy's gates look at, in their order, each once. */
export const metricsOf = (gates: readonly Gate[]): string[] => [
  ...new Set(gates.flatMap((gate) => metricOf(gate) ?? [])),
];

/** The bound that a policy sets for a metric: the strictest one where there are several. */
export function boundFor(gates: readonly Gate[], metric: string): Bound | null {
  const bounds = gates
    .filter((gate) => metricOf(gate) === metric)
    .flatMap((gate) => kindOf(gate).bound?.(gate) ?? []);
  const valuesOf = (kind: Bound["kind"]) => bounds.filter((b) => b.kind === kind).map((b) => b.value);
  const [least, most] = [valuesOf("atLeast"), valuesOf("atMost")];
  if (least.length > 0) return { kind: "atLeast", value: Math.max(...least) };
  return most.length > 0 ? { kind: "atMost", value: Math.min(...most) } : null;
}

/**
 * The live metric that stands for a model's quality: the first one that the policy's gates look at, else the first.
 * @param live the one measured last first
 */
export function mainLiveMetric<L extends { name: string }>(
  gates: readonly Gate[],
  live: readonly L[],
): L | null {
  for (const metric of metricsOf(gates)) {
    const found = live.find(({ name }) => name === metric);
    if (found) return found;
  }
  return live[0] ?? null;
}
