import { z } from "zod";
import { betterOf } from "@/server/comparisons/better";
import { gainOf } from "@/server/comparisons/compare";
import { fromMetricValue, type MetricValue } from "@/server/foundation/metric-value";
import type { GateEvidence, GateSection } from "./evidence";
import { type Judgement, type MetricSource, metricSource } from "./schema";

/** What the kinds of gate that look at a metric have in common. */

export const metricName = z.string().trim().min(1, "is empty").max(250);
export const metricNeeds = ["challenger", "champion", "challengerMetrics", "championMetrics"] as const;
export type MetricSection = (typeof metricNeeds)[number];
const always = ["challengerMeasuring", "championMeasuring"] as const;
const sent = ["challengerSent", "championSent"] as const;
export type MetricEvidence = Pick<GateEvidence, MetricSection> &
  Partial<Pick<GateEvidence, (typeof always)[number] | (typeof sent)[number]>>;

/** Which sources a gate accepts; the registry alone where it does not say. */
export const metricSources = z
  .array(metricSource)
  .min(1, "are empty")
  .max(2)
  .optional()
  .describe("`registry` alone when left out; with both, what the registry says comes first");
type MetricGate = { metric: string; sources?: readonly MetricSource[] };

export const sourcesOf = ({ sources }: MetricGate): readonly MetricSource[] => sources ?? ["registry"];
export const accepts = (gate: MetricGate, source: MetricSource): boolean => sourcesOf(gate).includes(source);

/** What was sent by API is pinned only where a gate accepts it: sending points voids no other approval. */
export const metricAlsoReads = (gate: MetricGate): readonly GateSection[] =>
  accepts(gate, "api") ? [...always, ...sent] : always;

/** After a gate's condition: which numbers it accepts, where that is not the registry's alone. */
export const sourceWords = (gate: MetricGate): string => {
  if (!accepts(gate, "api")) return "";
  return accepts(gate, "registry") ? ", registry or sent by API" : ", sent by API";
};

/** Own properties only: a metric may be called "constructor". */
const read = (metrics: Readonly<Record<string, MetricValue>> | null, metric: string): MetricValue | null =>
  metrics && Object.hasOwn(metrics, metric) ? (metrics[metric] ?? null) : null;

type Found = { value: MetricValue | null; source: MetricSource | null; sentBy: string | null };

/** The number of the first source that the gate accepts and that has one: the registry before what was sent. */
function find(
  gate: MetricGate,
  said: Readonly<Record<string, MetricValue>> | null,
  sentBefore: GateEvidence["championSent"] | undefined,
): Found {
  const value = accepts(gate, "registry") ? read(said, gate.metric) : null;
  if (value !== null) return { value, source: "registry", sentBy: null };
  const own =
    accepts(gate, "api") && sentBefore && Object.hasOwn(sentBefore, gate.metric)
      ? sentBefore[gate.metric]
      : undefined;
  return own
    ? { value: own.value, source: "api", sentBy: own.by }
    : { value: null, source: null, sentBy: null };
}

export type Measured = { value: number; champion: MetricValue | null; gain: number | null };

/**
 * Judges by a metric of the challenger. A metric that is missing, NaN or infinite does not pass, whatever `decide` asks.
 * @param decide is given a finite value
 */
export function judgeMetric(
  gate: MetricGate,
  evidence: MetricEvidence,
  decide: (measured: Measured) => Pick<Judgement, "result" | "because">,
): Judgement {
  const { challenger } = evidence;
  const { metric } = gate;
  const { value, source, sentBy } = find(gate, evidence.challengerMetrics, evidence.challengerSent);
  const { value: champion } = find(gate, evidence.championMetrics, evidence.championSent);
  const gain = gainOf(value, champion, betterOf(metric) ?? "higher");
  const measured = { value, champion, gain, source, sentBy };
  if (value === null) return { ...measured, result: "missing", because: whyMissing(gate, evidence) };
  if (source === "registry" && evidence.challengerMeasuring?.mayBeNaN.includes(metric))
    return { ...measured, result: "missing", because: cannotBeJudged(metric, challenger.version) };
  const number = fromMetricValue(value);
  if (!Number.isFinite(number)) {
    const because = `${metric} of v${challenger.version} is ${value}, which is not a measure.`;
    return { ...measured, result: "fail", because };
  }
  const judged = decide({ value: number, champion, gain });
  const because = sentBy === null ? judged.because : `${judged.because}; sent by API by ${sentBy}`;
  return { ...measured, ...judged, because };
}

const cannotBeJudged = (metric: string, version: string) =>
  `${metric} of v${version} cannot be judged: the registry says 0, which it also says for NaN.`;

/** Why the champion's value cannot be compared with the challenger's; null where it can. */
export function notComparable(metric: string, evidence: MetricEvidence): string | null {
  const { challenger, champion, challengerMeasuring, championMeasuring } = evidence;
  if (!champion) return null;
  if (championMeasuring?.mayBeNaN.includes(metric)) return cannotBeJudged(metric, champion.version);
  const [own, theirs] = [datasetOf(challengerMeasuring, metric), datasetOf(championMeasuring, metric)];
  if (own === undefined || theirs === undefined || own === theirs) return null;
  return `${metric} of v${challenger.version} was measured on ${own}, that of v${champion.version} on ${theirs}: name a data set, as ${metric} [${own}].`;
}

const datasetOf = (measuring: MetricEvidence["championMeasuring"], metric: string): string | undefined =>
  measuring && Object.hasOwn(measuring.measuredOn, metric) ? measuring.measuredOn[metric] : undefined;

function whyMissing(gate: MetricGate, evidence: MetricEvidence): string {
  const { metric } = gate;
  const { challenger, challengerMetrics, challengerMeasuring } = evidence;
  const version = `v${challenger.version}`;
  const onDatasets = Object.keys(challengerMetrics).filter((name) => name.startsWith(`${metric} [`));
  if (!accepts(gate, "registry")) return `Nobody sent ${metric} of ${version} by API.`;
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
