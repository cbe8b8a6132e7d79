import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { currentDeployment } from "@/server/deployments/service";
import type { Db, Tx } from "@/server/foundation/db/open";
import { environments, models, modelVersions } from "@/server/foundation/db/tables/models";
import { goneWords } from "@/server/registry/lifecycle";
import { collect } from "./evidence/collect";
import { type Sections, sectionsFor, sections as sectionsSchema } from "./evidence/sections";
import { type PolicyRow, policyInForce, termsOfPolicy } from "./policy-in-force";

export type Place = { modelId: string; versionId: string; environmentId: string };

/** Evidence as of now, with the rows it was read from. */
export type Gathered = {
  sections: Sections;
  policy: PolicyRow;
  championVersionId: string | null;
  /** Why the version cannot be promoted whatever the gates say, in words; null while the registry has it. */
  versionGone: string | null;
};

/** The version that serves an environment now. */
export async function championOf(db: Db | Tx, at: Omit<Place, "versionId">): Promise<string | null> {
  return (await currentDeployment(db, at.modelId, at.environmentId))?.versionId ?? null;
}

/**
 * Reads what a decision is made on: the sections that the policy's gates need, and those that are always pinned.
 * @param fallback the policy to use where none is in force any more
 * @returns null when the version, the environment or a policy is gone
 */
export async function gather(db: Db | Tx, at: Place, fallback?: PolicyRow): Promise<Gathered | null> {
  const [place] = await db
    .select({ model: models.name, modelDeletedAt: models.deletedAt, environment: environments })
    .from(environments)
    .innerJoin(models, eq(models.id, at.modelId))
    .where(and(eq(environments.id, at.environmentId), isNull(environments.removedAt)));
  const policy = (await policyInForce(db, at)) ?? fallback;
  if (!place || !policy) return null;
  const championVersionId = await championOf(db, at);
  const versions = await db
    .select()
    .from(modelVersions)
    .where(inArray(modelVersions.id, championVersionId ? [at.versionId, championVersionId] : [at.versionId]));
  const challenger = versions.find(({ id }) => id === at.versionId);
  if (!challenger) return null;
  const champion = versions.find(({ id }) => id === championVersionId) ?? null;
  const names = sectionsFor(termsOfPolicy(policy).gates);
  const found = await collect(db, { ...place, policy, challenger, champion }, names);
  const versionGone = goneWords({ name: place.model, deletedAt: place.modelDeletedAt }, challenger);
  return { policy, championVersionId, versionGone, sections: sectionsSchema.parse(found) };
}
