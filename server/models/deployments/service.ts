import "server-only";
import { record } from "@/server/audit/record";
import type { Actor } from "@/server/context";
import type { Tx } from "@/server/db/open";
import { environmentsOf } from "@/server/environments/resolve";
import { announce } from "@/server/live/announce";
import { pairOf, type Standing, settle } from "./settle";
import * as store from "./store";

export type { Deployment } from "./store";
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

/**
 * Brings deployments in line with the aliases kept for these models: what an alias left ends, what it stands on
 * begins with source "observed". What a promotion is being carried into is left to that promotion.
 * @param at when the aliases were read
 */
export async function settleDeployments(
  tx: Tx,
  { modelIds, at }: { modelIds: readonly string[]; at: string },
): Promise<{ begun: number; ended: number }> {
  const models = await store.lockModels(tx, modelIds);
  const environments = await store.environmentsIn(tx, [...new Set(models.map((m) => m.projectId))]);
  const ids = models.map((m) => m.id);
  const serving = await store.currentOfModels(tx, ids);
  if (environments.length === 0 && serving.length === 0) return { begun: 0, ended: 0 };
  const aliases = new Map(
    (await store.aliasesOfModels(tx, ids)).map((a) => [`${a.modelId}@${a.alias}`, a.versionId]),
  );
  const standings = models.flatMap((model) =>
    environmentsOf(
      environments.filter((e) => e.projectId === model.projectId),
      model,
    ).map(
      (e): Standing => ({
        modelId: model.id,
        environmentId: e.id,
        environment: e.name,
        alias: e.alias,
        versionId: aliases.get(`${model.id}@${e.alias}`) ?? null,
      }),
    ),
  );
  const executing = new Set((await store.executingPairs(tx, ids)).map(pairOf));
  const { ends, begins } = settle(standings, serving, { at, executing });
  const modelOf = new Map(models.map((m) => [m.id, m]));
  for (const { deployment, ended, because } of ends) {
    await store.endDeployment(tx, deployment.id, { at, ended, because });
  }
  for (const begin of begins) {
    await store.beginDeployment(tx, {
      projectId: modelOf.get(begin.modelId)?.projectId ?? "",
      environmentId: begin.environmentId,
      modelId: begin.modelId,
      versionId: begin.versionId,
      promotionId: null,
      source: "observed",
      fromAt: at,
    });
  }
  const begun = new Map(begins.map((b) => [pairOf(b), b]));
  const nameOf = new Map(environments.map((e) => [e.id, e.name]));
  for (const pair of new Set([...ends.map((e) => pairOf(e.deployment)), ...begun.keys()])) {
    const begin = begun.get(pair);
    const end = ends.find((e) => pairOf(e.deployment) === pair);
    const model = modelOf.get(begin?.modelId ?? end?.deployment.modelId ?? "");
    const environmentId = begin?.environmentId ?? end?.deployment.environmentId ?? "";
    if (!model) continue;
    await record(tx, registryActor, {
      action: "deployment.observed",
      project: model.projectId,
      subject: { kind: "model", id: model.id, name: model.name },
      data: {
        environment: nameOf.get(environmentId) ?? environmentId,
        from: end?.deployment.versionId ?? null,
        to: begin?.versionId ?? null,
        because: end?.because ?? null,
      },
    });
    await announce(tx, { project: model.projectId, noun: "models", id: model.id });
  }
  return { begun: begins.length, ended: ends.length };
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
