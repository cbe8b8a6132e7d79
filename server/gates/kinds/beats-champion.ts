import { z } from "zod";
import { betterOf, directionWords } from "@/server/comparisons/better";
import { differenceWords, valueWords } from "@/server/comparisons/words";
import { fromMetricValue } from "@/server/foundation/metric-value";
import type { GateKind } from "../kind";
import {
  judgeMetric,
  type MetricSection,
  metricAlsoReads,
  metricName,
  metricNeeds,
  metricSources,
  notComparable,
  passIf,
  reaches,
  sourcesOf,
  sourceWords,
} from "../metric";

const schema = z.strictObject({
  kind: z.literal("beats-champion").optional(),
  metric: metricName,
  sources: metricSources,
  beatsChampionBy: z
    .number()
    .describe(
      "how much better it must be, in the direction in which the metric improves; negative allows a loss",
    ),
});

const hintOf = (metric: string): string => {
  const better = betterOf(metric);
  if (better === null) return "its name does not say which way it improves: higher is taken as better";
  return directionWords(better);
};

/** A metric of the challenger is better than the champion's, by at least a number. */
export const beatsChampion: GateKind<z.output<typeof schema>, MetricSection> = {
  id: "beats-champion",
  forms: [
    {
      schema,
      label: "beats the champion by",
      fields: {
        metric: { control: "metric", label: "Metric", placeholder: "recall" },
        beatsChampionBy: { control: "number", label: "Bound", placeholder: "0.005" },
      },
      hint: ({ metric }) => (metric ? `${hintOf(metric)}; negative allows a loss` : null),
    },
  ],
  needs: metricNeeds,
  alsoReads: metricAlsoReads,
  metric: (gate) => gate.metric,
  sources: sourcesOf,
  label(gate) {
    const { metric, beatsChampionBy: by } = gate;
    const from = sourceWords(gate);
    if (by < 0) return `${metric} loses at most ${valueWords(-by)} to the champion${from}`;
    if (by === 0) return `${metric} is no worse than the champion${from}`;
    return `${metric} beats the champion by at least ${valueWords(by)}${from}`;
  },
  judge(gate, evidence) {
    const { metric, beatsChampionBy } = gate;
    return judgeMetric(gate, evidence, ({ value, champion: championValue, gain }) => {
      const { champion } = evidence;
      if (!champion)
        return { result: "pass", because: "No version serves yet: there is no champion to beat." };
      const incomparable = notComparable(metric, evidence);
      if (incomparable !== null) return { result: "missing", because: incomparable };
      if (championValue === null) {
        const because = `The champion v${champion.version} has no ${metric} to compare with.`;
        return { result: "missing", because };
      }
      if (gain === null) {
        const because = `${metric} of the champion v${champion.version} is ${championValue}: nothing compares with it.`;
        return { result: "fail", because };
      }
      const words =
        betterOf(metric) === "lower"
          ? `${differenceWords(-gain)} on v${champion.version}, at most ${differenceWords(-beatsChampionBy)}`
          : `${differenceWords(gain)} on v${champion.version}, at least ${differenceWords(beatsChampionBy)}`;
      return passIf(reaches(gain, beatsChampionBy, value, fromMetricValue(championValue)), words);
    });
  },
};
