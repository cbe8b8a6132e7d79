import { fromMetricValue, type MetricValue } from "@/server/foundation/shapes";
import { betterOf } from "@/server/metrics/better";
import type { Gate, GateEvidence, GateOutcome } from "./schema";
import { label, plain, signed } from "./words";

/** Differences of decimal fractions are off by some last bits (0.3 − 0.1 < 0.2): a bound is met within them. */
const roundingErrors = (...values: number[]) => 8 * Number.EPSILON * Math.max(...values.map(Math.abs));
const reaches = (value: number, bound: number, ...operands: number[]) =>
  value >= bound - roundingErrors(value, bound, ...operands);

type Verdict = Pick<GateOutcome, "result" | "because">;
const pass = (because: string): Verdict => ({ result: "pass", because });
const fail = (because: string): Verdict => ({ result: "fail", because });
const missing = (because: string): Verdict => ({ result: "missing", because });

/** Own properties only: a metric may be called "constructor". */
const read = (metrics: Readonly<Record<string, MetricValue>>, metric: string): MetricValue | null =>
  Object.hasOwn(metrics, metric) ? (metrics[metric] ?? null) : null;

/** How much better `value` is than `champion`, in the direction in which the metric improves; higher where unknown. */
export function gainOf(
  metric: string,
  value: MetricValue | null,
  champion: MetricValue | null,
): number | null {
  if (value === null || champion === null) return null;
  const [a, b] = [fromMetricValue(value), fromMetricValue(champion)];
  if (!Number.isFinite(a) || !Number.isFinite(b)) return null;
  return betterOf(metric) === "lower" ? b - a : a - b;
}

function judge(gate: Gate, evidence: GateEvidence): Verdict {
  const { challenger, champion } = evidence;
  const measured = read(challenger.metrics, gate.metric);
  if (measured === null) {
    return missing(
      challenger.runId === null
        ? `v${challenger.version} has no ${gate.metric}: its training run has not been read.`
        : `The training run of v${challenger.version} logged no ${gate.metric}.`,
    );
  }
  const value = fromMetricValue(measured);
  if (!Number.isFinite(value))
    return fail(`${gate.metric} of v${challenger.version} is ${measured}, which is not a measure.`);
  if ("atLeast" in gate) {
    const words = `${plain(value)}, at least ${plain(gate.atLeast)}`;
    return reaches(value, gate.atLeast) ? pass(words) : fail(`${words} was asked for`);
  }
  if ("atMost" in gate) {
    const words = `${plain(value)}, at most ${plain(gate.atMost)}`;
    return reaches(-value, -gate.atMost) ? pass(words) : fail(`${words} was asked for`);
  }
  if (!champion) return pass("No version serves yet: there is no champion to beat.");
  const held = read(champion.metrics, gate.metric);
  if (held === null)
    return missing(`The champion v${champion.version} has no ${gate.metric} to compare with.`);
  const gain = gainOf(gate.metric, measured, held);
  if (gain === null)
    return fail(`${gate.metric} of the champion v${champion.version} is ${held}: nothing compares with it.`);
  const lower = betterOf(gate.metric) === "lower";
  const words = `${signed(lower ? -gain : gain)} on v${champion.version}, ${
    lower ? `at most ${signed(-gate.beatsChampionBy)}` : `at least ${signed(gate.beatsChampionBy)}`
  }`;
  return reaches(gain, gate.beatsChampionBy, value, fromMetricValue(held))
    ? pass(words)
    : fail(`${words} was asked for`);
}

/** One outcome per gate, in their order. The same evidence always has the same outcomes. */
export function evaluate(gates: readonly Gate[], evidence: GateEvidence): GateOutcome[] {
  return gates.map((gate) => {
    const value = read(evidence.challenger.metrics, gate.metric);
    const champion = evidence.champion ? read(evidence.champion.metrics, gate.metric) : null;
    return {
      metric: gate.metric,
      label: label(gate),
      value,
      champion,
      gain: gainOf(gate.metric, value, champion),
      ...judge(gate, evidence),
    };
  });
}

/** Whether all pass: a measure that is missing is no measure. */
export const allPass = (outcomes: readonly GateOutcome[]): boolean =>
  outcomes.every(({ result }) => result === "pass");

/** What does not pass, in a sentence; empty when all pass. */
export function obstacles(outcomes: readonly GateOutcome[]): string {
  return outcomes
    .filter(({ result }) => result !== "pass")
    .map(({ label: words, because }) => `${words}: ${because}`)
    .join(" ");
}
