import { z } from "zod";
import { datasets, metrics, versionIdentity } from "@/server/gates/evidence";
import { type Sections, sectionSchemas } from "./sections";

const version = versionIdentity.extend({ datasets, metrics });
type WholeVersion = z.output<typeof version>;

/**
 * Evidence in one piece: what the API shows, and what was pinned before there were sections. Digests of then are over
 * exactly this content, so it stays as it is.
 */
export const whole = z.object({
  ...sectionSchemas.target.shape,
  challenger: version,
  champion: version.nullable(),
  policy: sectionSchemas.policy,
});
export type WholeEvidence = z.output<typeof whole>;

export function toWhole(from: Sections): WholeEvidence {
  const { target, policy, challenger, champion } = from;
  return {
    ...target,
    policy,
    challenger: { ...challenger, datasets: from.challengerDatasets, metrics: from.challengerMetrics },
    champion: champion && {
      ...champion,
      datasets: from.championDatasets ?? [],
      metrics: from.championMetrics ?? {},
    },
  };
}

const identityOf = ({ version, digest, runId, commitSha }: WholeVersion) => ({
  ...{ version, digest, runId, commitSha },
});

export function fromWhole(evidence: WholeEvidence): Sections {
  const { model, environment, connection, alias, challenger, champion, policy } = evidence;
  return {
    policy,
    target: { model, environment, connection, alias },
    challenger: identityOf(challenger),
    challengerMetrics: challenger.metrics,
    challengerDatasets: challenger.datasets,
    champion: champion && identityOf(champion),
    championMetrics: champion?.metrics ?? null,
    championDatasets: champion?.datasets ?? null,
  };
}
