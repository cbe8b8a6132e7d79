import "server-only";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Actor } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { environmentsOf } from "./environments-of";
import { pairOf, type Settlement, type Standing, settle } from "./settle";
import * as store from "./store";

export { currentOf as currentDeployment, servedAt as servingAt } from "./store";

/** Who is named in the record when an alias was moved by somebody Terrapin did not see. */
const registryActor: Actor = {
  kind: "system",
  id: "registry",
  name: "the model registry",
  email: "",
  isOwner: false,
  via: "job",
};

export type Settle = {
  modelIds: readonly string[];
  /** When the aliases were read. */
  at: string;
  /** Who changed what an environment follows, and how that reads; without it an alias was moved outside Terrapin. */
  cause?: { actor: Actor; because: string };
  /** An environment made just now. */
  firstSeen?: string | null;
};

/**
 * Brings deployments in line with the aliases kept for these models: what an alias left ends, what it stands on
 * begins with source "observed". What a promotion is being carried into is left to that promotion.
 */
export async function settleDeployments(tx: Tx, input: Settle): Promise<{ begun: number; ended: number }> {
  const models = await store.lockModels(tx, input.modelIds);
  const environments = await store.environmentsIn(tx, [...new Set(models.map((m) => m.projectId))]);
  const ids = models.map((m) => m.id);
  const serving = await store.currentOfModels(tx, ids);
  if (environments.length === 0 && serving.length === 0) return { begun: 0, ended: 0 };
  const standings = standingsOf(models, environments, await store.aliasesOfModels(tx, ids));
  const executing = new Set((await store.executingPairs(tx, ids)).map(pairOf));
  const because = input.cause?.because;
  const { ends, begins } = settle(standings, serving, { ...input, executing, because });
  for (const { deployment, ended, because } of ends) {
    await store.endDeployment(tx, deployment.id, { at: input.at, ended, because });
  }
  for (const { standing, versionId, fromAt } of begins) {
    const { modelId, environmentId } = standing;
    const projectId = models.find((m) => m.id === modelId)?.projectId;
    if (!projectId) throw new Error(`model ${modelId} was not locked`);
    await store.beginDeployment(tx, {
      ...{ projectId, environmentId, modelId, versionId, fromAt },
      ...{ promotionId: null, source: "observed" },
    });
  }
  await recordSettlement(
    tx,
    { ends, begins },
    { models, environments, actor: input.cause?.actor ?? registryActor },
  );
  return { begun: begins.length, ended: ends.length };
}

type Models = Awaited<ReturnType<typeof store.lockModels>>;

function standingsOf(
  models: Models,
  environments: readonly store.Environment[],
  aliases: Awaited<ReturnType<typeof store.aliasesOfModels>>,
): Standing[] {
  const aliasAt = new Map(aliases.map((a) => [`${a.modelId}@${a.alias}`, a]));
  return models.flatMap((model) => {
    const ofProject = environments.filter((e) => e.projectId === model.projectId);
    return environmentsOf(ofProject, model).map((e) => {
      const row = aliasAt.get(`${model.id}@${e.alias}`);
      const at = { modelId: model.id, environmentId: e.id, environment: e.name, alias: e.alias };
      return { ...at, versionId: row?.versionId ?? null, seenAt: row?.updatedAt ?? null };
    });
  });
}

/** One line of the record for each model and environment in which something else serves now. */
async function recordSettlement(
  tx: Tx,
  { ends, begins }: Settlement,
  {
    models,
    environments,
    actor,
  }: { models: Models; environments: readonly store.Environment[]; actor: Actor },
): Promise<void> {
  const ended = new Map(ends.map((e) => [pairOf(e.deployment), e]));
  const begun = new Map(begins.map((b) => [pairOf(b.standing), b]));
  for (const pair of new Set([...ended.keys(), ...begun.keys()])) {
    const end = ended.get(pair);
    const begin = begun.get(pair);
    const { modelId, environmentId } = end?.deployment ??
      begin?.standing ?? { modelId: "", environmentId: "" };
    const model = models.find((m) => m.id === modelId);
    if (!model) continue;
    await record(tx, actor, {
      action: "deployment.observed",
      project: model.projectId,
      subject: { kind: "model", id: model.id, name: model.name },
      data: {
        environment: environments.find((e) => e.id === environmentId)?.name ?? environmentId,
        from: end?.deployment.versionId ?? null,
        to: begin?.versionId ?? null,
        because: end?.because ?? null,
      },
    });
    await announce(tx, { project: model.projectId, noun: "models", id: model.id });
  }
}

/**
 * An alias was seen on a version. When it is mapped to an environment and Terrapin did not move it itself, the
 * current deployment ends and one with source "observed" begins; otherwise nothing happens.
 * @param versionId null when the alias is gone
 * @param at when the registry was asked
 */
export async function observeAlias(
  tx: Tx,
  seen: { modelId: string; alias: string; versionId: string | null; at: string },
): Promise<{ begun: number; ended: number }> {
  await store.lockModels(tx, [seen.modelId]);
  if (seen.versionId) await store.setAliasRow(tx, { ...seen, versionId: seen.versionId });
  else await store.removeAliasRow(tx, seen);
  return settleDeployments(tx, { modelIds: [seen.modelId], at: seen.at });
}

export type StartDeployment = {
  projectId: string;
  environmentId: string;
  modelId: string;
  versionId: string;
  promotionId: string | null;
  source: "promotion" | "rollback";
  /** When the alias was set. */
  at: string;
  /** How the deployment before it is said to have ended. */
  previousEnded: "superseded" | "rolled_back";
  /** Why the one before ended, in words: "AUC under 0.970"; null when there is nothing to say. */
  because: string | null;
};

/**
 * Writes that a version serves an environment from now on, and ends what served before it. The same call twice
 * gives the same deployment. The caller writes the audit event of what it did; pages are told from here.
 */
export async function startDeployment(tx: Tx, start: StartDeployment): Promise<store.Deployment> {
  const { previousEnded, because, at, ...row } = start;
  await store.lockModels(tx, [row.modelId]);
  const current = await store.currentOf(tx, row.modelId, row.environmentId);
  if (current && current.versionId === row.versionId && current.promotionId === row.promotionId)
    return current;
  if (current) await store.endDeployment(tx, current.id, { at, ended: previousEnded, because });
  const [environment] = await store.environmentById(tx, row.environmentId);
  if (environment) await store.setAliasRow(tx, { ...row, alias: environment.alias, at });
  const begun = await store.beginDeployment(tx, { ...row, fromAt: at });
  await announce(tx, { project: row.projectId, noun: "models", id: row.modelId });
  return begun;
}
