import { z } from "zod";
import { metricValue } from "@/server/foundation/shapes";

const metric = z.string().trim().min(1, "is empty").max(250);
const bound = z.number();

/** A condition on a metric of the challenger: against a bound, or against the champion. */
export const gate = z.union([
  z.strictObject({ metric, atLeast: bound }),
  z.strictObject({ metric, atMost: bound }),
  z.strictObject({
    metric,
    beatsChampionBy: bound.describe(
      "how much better it must be, in the direction in which the metric improves; negative allows a loss",
    ),
  }),
]);
export type Gate = z.infer<typeof gate>;

/** One version as it was looked at. */
export const evidenceVersion = z.object({
  version: z.string(),
  digest: z.string(),
  runId: z.string().nullable(),
  commitSha: z.string().nullable(),
  datasets: z.array(z.object({ name: z.string(), digest: z.string(), context: z.string() })),
  metrics: z.record(z.string(), metricValue),
});
export type EvidenceVersion = z.infer<typeof evidenceVersion>;

/** What the gates look at. */
export type GateEvidence = { challenger: EvidenceVersion; champion: EvidenceVersion | null };

export const gateOutcome = z.object({
  metric: z.string(),
  /** The condition in words: "recall beats the champion by at least 0.005". */
  label: z.string(),
  result: z.enum(["pass", "fail", "missing"]),
  value: metricValue.nullable(),
  champion: metricValue.nullable(),
  /** How much better than the champion, in the direction in which the metric improves; null without a comparison. */
  gain: z.number().nullable(),
  /** Why, in words. */
  because: z.string(),
});
export type GateOutcome = z.infer<typeof gateOutcome>;
