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
};
export type GateSection = keyof typeof gateSections;
export type GateEvidence = { [N in GateSection]: z.output<(typeof gateSections)[N]> };
