import { z } from "zod";
import { valueWords } from "@/server/comparisons/words";
import type { GateKind } from "../kind";
import {
  judgeMetric,
  type MetricSection,
  metricAlsoReads,
  metricName,
  metricNeeds,
  metricSources,
  passIf,
  reaches,
  sourcesOf,
  sourceWords,
} from "../metric";

const kind = z.literal("metric-bound").optional();
const least = z.strictObject({ kind, metric: metricName, sources: metricSources, atLeast: z.number() });
const most = z.strictObject({ kind, metric: metricName, sources: metricSources, atMost: z.number() });
type MetricBound = z.output<typeof least | typeof most>;

/** A metric of the challenger is at least, or at most, a number. */
export const metricBound: GateKind<MetricBound, MetricSection> = {
  id: "metric-bound",
  forms: [
    {
      schema: least,
      label: "is at least",
      fields: {
        metric: { control: "metric", label: "Metric", placeholder: "recall" },
        atLeast: { control: "number", label: "Bound", placeholder: "0.95" },
      },
    },
    {
      schema: most,
      label: "is at most",
      fields: {
        metric: { control: "metric", label: "Metric", placeholder: "log_loss" },
        atMost: { control: "number", label: "Bound", placeholder: "0.1" },
      },
    },
  ],
  needs: metricNeeds,
  alsoReads: metricAlsoReads,
  metric: (gate) => gate.metric,
  bound: (gate) =>
    "atLeast" in gate ? { kind: "atLeast", value: gate.atLeast } : { kind: "atMost", value: gate.atMost },
  sources: sourcesOf,
  label: (gate) =>
    "atLeast" in gate
      ? `${gate.metric} is at least ${valueWords(gate.atLeast)}${sourceWords(gate)}`
      : `${gate.metric} is at most ${valueWords(gate.atMost)}${sourceWords(gate)}`,
  judge: (gate, evidence) =>
    judgeMetric(gate, evidence, ({ value }) =>
      "atLeast" in gate
        ? passIf(reaches(value, gate.atLeast), `${valueWords(value)}, at least ${valueWords(gate.atLeast)}`)
        : passIf(reaches(-value, -gate.atMost), `${valueWords(value)}, at most ${valueWords(gate.atMost)}`),
    ),
};
