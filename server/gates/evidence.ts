import { z } from "zod";
import { metricValue } from "@/server/foundation/shapes";

/** What a version is, without what was measured of it. */
export const versionIdentity = z.object({
  version: z.string(),
  digest: z.string(),
  runId: z.string().nullable(),
  commitSha: z.string().nullable(),
});
export const metrics = z.record(z.string(), metricValue);
/** What the metrics of a version are worth: whose they are, and those that say nothing. */
export const measuring = z.object({
  measuredOf: z.enum(["model", "run"]).describe("the version's own logged model, or its training run"),
  /** 0 and NaN look the same in the registry: these cannot be judged. */
  mayBeNaN: z.array(z.string()),
  /** The data set behind a metric's plain name, where it is known. */
  measuredOn: z.record(z.string(), z.string()),
});
/** Numbers that were sent by API, by metric: who sent the newest one, and for when. */
export const sentMetrics = z.record(
  z.string(),
  z.object({ value: metricValue, by: z.string(), at: z.string().nullable() }),
);
export const datasets = z.array(z.object({ name: z.string(), digest: z.string(), context: z.string() }));

/**
 * The sections of evidence that gates are judged on. Those of the champion are null where no version serves. A section
 * is collected in `server/promotions/evidence/collect.ts`.
 */
export const gateSections = {
  challenger: versionIdentity,
  champion: versionIdentity.nullable(),
  challengerMetrics: metrics,
  championMetrics: metrics.nullable(),
  challengerDatasets: datasets,
  championDatasets: datasets.nullable(),
  challengerMeasuring: measuring,
  championMeasuring: measuring.nullable(),
  challengerSent: sentMetrics,
  championSent: sentMetrics.nullable(),
};
export type GateSection = keyof typeof gateSections;
export type GateEvidence = { [N in GateSection]: z.output<(typeof gateSections)[N]> };
