import { z } from "zod";
import { metricValue } from "@/server/foundation/shapes";

/** Who says a number: the registry that was read, or whoever sent it by API. */
export const metricSource = z.enum(["registry", "api"]);
export type MetricSource = z.infer<typeof metricSource>;

/** What a gate says of the evidence. The measures are null for gates that look at no metric. */
export const gateOutcome = z.object({
  metric: z.string().nullable(),
  /** The condition in words: "recall beats the champion by at least 0.005". */
  label: z.string(),
  result: z.enum(["pass", "fail", "missing"]),
  value: metricValue.nullable(),
  champion: metricValue.nullable(),
  /** Who says the value, and who sent it where it came by API. Null where there is none, and in older outcomes. */
  source: metricSource.nullable().default(null),
  sentBy: z.string().nullable().default(null),
  /** How much better than the champion, in the direction in which the metric improves; null without a comparison. */
  gain: z.number().nullable(),
  /** Why, in words. */
  because: z.string(),
});
export type GateOutcome = z.infer<typeof gateOutcome>;

/** What a kind of gate decides: the result, the reason, and what was measured where it looks at a metric. */
export type Judgement = Pick<GateOutcome, "result" | "because"> &
  Partial<Pick<GateOutcome, "value" | "champion" | "gain" | "source" | "sentBy">>;
