import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { deployments, environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { runDatasets } from "@/server/foundation/db/tables/runs";
import type { EvidenceVersion } from "@/server/gates/schema";
import { metricsOfVersions } from "@/server/registry/measures";
import { type PolicyRow, policyInForce, termsOf } from "./policy-in-force";
import type { Evidence } from "./schema";

export type Place = { modelId: string; versionId: string; environmentId: string };

/** Evidence as of now, with the rows it was read from. */
export type Gathered = {
  evidence: Evidence;
  policy: PolicyRow;
  championVersionId: string | null;
};

async function versions(db: Db | Tx, ids: readonly string[]): Promise<Map<string, EvidenceVersion>> {
  const rows = await db
    .select()
    .from(modelVersions)
    .where(inArray(modelVersions.id, [...ids]));
  const measures = await metricsOfVersions(db, ids);
  const runIds = rows.flatMap(({ runId }) => (runId ? [runId] : []));
  const datasets = runIds.length
    ? await db
        .select()
        .from(runDatasets)
        .where(inArray(runDatasets.runId, runIds))
        .orderBy(asc(runDatasets.name), asc(runDatasets.digest), asc(runDatasets.context))
    : [];
  return new Map(
    rows.map((row) => [
      row.id,
      {
        version: row.version,
        digest: row.digest,
        runId: row.runId,
        commitSha: row.commitSha,
        datasets: datasets
          .filter(({ runId }) => runId === row.runId)
          .map(({ name, digest, context }) => ({ name, digest, context })),
        metrics: Object.fromEntries((measures.get(row.id) ?? []).map(({ name, value }) => [name, value])),
      },
    ]),
  );
}

/** The version that serves an environment now. */
export async function championOf(db: Db | Tx, at: Omit<Place, "versionId">): Promise<string | null> {
  const [row] = await db
    .select({ versionId: deployments.versionId })
    .from(deployments)
    .where(
      and(
        eq(deployments.modelId, at.modelId),
        eq(deployments.environmentId, at.environmentId),
        isNull(deployments.toAt),
      ),
    );
  return row?.versionId ?? null;
}

/**
 * Reads everything a decision is made on.
 * @param fallback the policy to use where none is in force any more
 * @returns null when the version, the environment or a policy is gone
 */
export async function gather(db: Db | Tx, at: Place, fallback?: PolicyRow): Promise<Gathered | null> {
  const [place] = await db
    .select({ model: models.name, environment: environments })
    .from(environments)
    .innerJoin(models, eq(models.id, at.modelId))
    .where(and(eq(environments.id, at.environmentId), isNull(environments.removedAt)));
  const policy = (await policyInForce(db, at)) ?? fallback;
  if (!place || !policy) return null;
  const championVersionId = await championOf(db, at);
  const found = await versions(db, [at.versionId, ...(championVersionId ? [championVersionId] : [])]);
  const challenger = found.get(at.versionId);
  if (!challenger) return null;
  const { gates, rules } = termsOf(policy);
  return {
    policy,
    championVersionId,
    evidence: {
      model: place.model,
      environment: place.environment.name,
      connection: place.environment.connectionId,
      alias: place.environment.alias,
      challenger,
      champion: championVersionId ? (found.get(championVersionId) ?? null) : null,
      policy: { revision: policy.revision, gates, rules },
    },
  };
}
