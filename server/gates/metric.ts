import { z } from "zod";
import { betterOf } from "@/server/comparisons/better";
import { gainOf } from "@/server/comparisons/compare";
import { fromMetricValue, type MetricValue } from "@/server/foundation/metric-value";
import type { GateEvidence } from "./evidence";
import type { Judgement } from "./schema";

/** What the kinds of gate that look at a metric have in common. */

export const metricName = z.string().trim().min(1, "is empty").max(250);
export const metricNeeds = ["challenger", "champion", "challengerMetrics", "championMetrics"] as const;
export type MetricSection = (typeof metricNeeds)[number];
export const metricAlsoReads = ["challengerMeasuring", "championMeasuring"] as const;
type MetricEvidence = Pick<GateEvidence, MetricSection> &
  Partial<Pick<GateEvidence, (typeof metricAlsoReads)[number]>>;

/** Own properties only: a metric may be called "constructor". */
const read = (metrics: Readonly<Record<string, MetricValue>> | null, metric: string): MetricValue | null =>
  metrics && Object.hasOwn(metrics, metric) ? (metrics[metric] ?? null) : null;

export type Measured = { value: number; champion: MetricValue | null; gain: number | null };

/**
 * Judges by a metric of the challenger. A metric that is missing, NaN or infinite does not pass, whatever `decide` asks.
 * @param decide is given a finite value
 */
export function judgeMetric(
  metric: string,
  evidence: MetricEvidence,
  decide: (measured: Measured) => Pick<Judgement, "result" | "because">,
): Judgement {
  const { challenger } = evidence;
  const value = read(evidence.challengerMetrics, metric);
  const champion = read(evidence.championMetrics, metric);
  const gain = gainOf(value, champion, betterOf(metric) ?? "higher");
  const measured = { value, champion, gain };
  if (value === null) return { ...measured, result: "missing", because: whyMissing(metric, evidence) };
  const doubtful = doubtfulOf(metric, evidence);
  if (doubtful !== null) {
    const because = `${metric} of v${doubtful} cannot be judged: the registry says 0, which it also says for NaN.`;
    return { ...measured, result: "missing", because };
  }
  const number = fromMetricValue(value);
  if (!Number.isFinite(number)) {
    const because = `${metric} of v${challenger.version} is ${value}, which is not a measure.`;
    return { ...measured, result: "fail", because };
  }
  return { ...measured, ...decide({ value: number, champion, gain }) };
}

/** The version whose value of the metric says nothing: 0 and NaN look the same in its registry. */
function doubtfulOf(metric: string, evidence: MetricEvidence): string | null {
  const { challenger, champion, challengerMeasuring, championMeasuring } = evidence;
  if (challengerMeasuring?.mayBeNaN.includes(metric)) return challenger.version;
  return champion && championMeasuring?.mayBeNaN.includes(metric) ? champion.version : null;
}

function whyMissing(metric: string, evidence: MetricEvidence): string {
  const { challenger, challengerMetrics, challengerMeasuring } = evidence;
  const version = `v${challenger.version}`;
  const onDatasets = Object.keys(challengerMetrics).filter((name) => name.startsWith(`${metric} [`));
  if (onDatasets.length > 0)
    return `${metric} of ${version} was measured on several data sets: name one of ${onDatasets.join(", ")}.`;
  if (challengerMeasuring?.measuredOf === "model") return `The logged model of ${version} has no ${metric}.`;
  return challenger.runId === null
    ? `${version} has no ${metric}: its training run has not been read.`
    : `The training run of ${version} logged no ${metric}.`;
}

/**
 * Whether a value reaches a bound. Differences of decimal fractions are off by some last bits (0.3 − 0.1 < 0.2): a
 * bound is reached within them.
 * @param operands the numbers that the value is the difference of
 */
export function reaches(value: number, bound: number, ...operands: number[]): boolean {
  const roundingError = 8 * Number.EPSILON * Math.max(...[value, bound, ...operands].map(Math.abs));
  return value >= bound - roundingError;
}

/** Passes, or fails saying that more was asked for. */
export const passIf = (passes: boolean, words: string): Pick<Judgement, "result" | "because"> =>
  passes ? { result: "pass", because: words } : { result: "fail", because: `${words} was asked for` };
