import "server-only";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Actor } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { type AliasState, type DeploymentChanges, deploymentChanges, pairOf } from "./deployment-changes";
import { environmentsOf } from "./environments-of";
import * as store from "./store";

export { currentOf as currentDeployment, servedAt as servingAt } from "./store";

/** The actor of the audit event when something was changed in the registry, outside Terrapin. */
export const registryActor: Actor = {
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
  /** Who changed which alias an environment follows, and why; without it the alias was moved outside Terrapin. */
  cause?: { actor: Actor; because: string };
  /** The id of an environment that was just made. */
  firstSeen?: string | null;
};

/**
 * Brings deployments in line with the stored aliases of these models: the deployment of the version an alias left
 * ends, one of its new version starts with source "observed". An environment that a promotion is being carried into is
 * left to that promotion.
 */
export async function settleDeployments(tx: Tx, input: Settle): Promise<{ begun: number; ended: number }> {
  const models = await store.lockModels(tx, input.modelIds);
  const environments = await store.environmentsIn(tx, [...new Set(models.map((m) => m.projectId))]);
  const ids = models.map((m) => m.id);
  const serving = await store.currentOfModels(tx, ids);
  if (environments.length === 0 && serving.length === 0) return { begun: 0, ended: 0 };
  const states = aliasStates(models, environments, await store.aliasesOfModels(tx, ids));
  const executing = new Set((await store.executingPairs(tx, ids)).map(pairOf));
  const because = input.cause?.because;
  const changes = deploymentChanges(states, serving, { ...input, executing, because });
  for (const { deployment, ended, because } of changes.ended) {
    await store.endDeployment(tx, deployment.id, { at: input.at, ended, because });
  }
  for (const { state, versionId, fromAt } of changes.begun) {
    const { modelId, environmentId } = state;
    const projectId = models.find((m) => m.id === modelId)?.projectId;
    if (!projectId) throw new Error(`model ${modelId} was not locked`);
    await store.beginDeployment(tx, {
      ...{ projectId, environmentId, modelId, versionId, fromAt },
      ...{ promotionId: null, source: "observed" },
    });
  }
  const actor = input.cause?.actor ?? registryActor;
  await recordChanges(tx, changes, { models, environments, actor });
  return { begun: changes.begun.length, ended: changes.ended.length };
}

type Models = Awaited<ReturnType<typeof store.lockModels>>;

function aliasStates(
  models: Models,
  environments: readonly store.Environment[],
  aliases: Awaited<ReturnType<typeof store.aliasesOfModels>>,
): AliasState[] {
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

/** One audit event for each model and environment in which another version serves now. */
async function recordChanges(
  tx: Tx,
  changes: DeploymentChanges,
  known: { models: Models; environments: readonly store.Environment[]; actor: Actor },
): Promise<void> {
  const { models, environments, actor } = known;
  const ended = new Map(changes.ended.map((e) => [pairOf(e.deployment), e]));
  const begun = new Map(changes.begun.map((b) => [pairOf(b.state), b]));
  for (const pair of new Set([...ended.keys(), ...begun.keys()])) {
    const end = ended.get(pair);
    const begin = begun.get(pair);
    const { modelId, environmentId } = end?.deployment ?? begin?.state ?? { modelId: "", environmentId: "" };
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
 * Takes over that an alias was seen on a version. When it is mapped to an environment and Terrapin did not move it,
 * the current deployment ends and one with source "observed" starts; otherwise nothing happens.
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
  /** How the previous deployment ended. */
  previousEnded: "superseded" | "rolled_back";
  /** Why the previous one ended: "AUC under 0.970"; null without a reason. */
  because: string | null;
};

/**
 * Records that a version serves an environment from now on, and ends the previous deployment. Idempotent. The caller
 * writes the audit event; open pages are told from here.
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
