import "server-only";
import { record } from "@/server/audit/record";
import { registryActor, settleDeployments } from "@/server/deployments/service";
import { announce } from "@/server/events/announce";
import type { Tx } from "@/server/foundation/db/open";
import { deletedName, type KnownModel } from "./lifecycle";
import * as store from "./lifecycle-store";

/** What became of models, once it is certain. */
export type ModelChanges = {
  /** The same models under other names. */
  renamed: { model: KnownModel; name: string }[];
  /** Models that were marked deleted and are there again, renamed or not. */
  back: KnownModel[];
  /** Models that the registry does not have any more. */
  deleted: KnownModel[];
  /** Deleted models, from now or before, whose name is another model's now. */
  replaced: KnownModel[];
};

/**
 * Takes over what became of models: a renamed one keeps everything under its new name, a deleted one is marked with its
 * versions, and what it served ends.
 * @param at when the registry was asked
 */
export async function followModels(
  tx: Tx,
  { connectionId, projectId }: { connectionId: string; projectId: string },
  { renamed, back, deleted, replaced }: ModelChanges,
  at: string,
): Promise<void> {
  const note = (model: KnownModel, action: string, data: Record<string, unknown>) =>
    record(tx, registryActor, {
      action,
      project: projectId,
      subject: { kind: "model", id: model.id, name: model.name },
      data,
    });
  await store.markModels(
    tx,
    deleted.map(({ id }) => id),
    at,
  );
  await store.unmarkModels(
    tx,
    back.map(({ id }) => id),
  );
  await store.freeNames(
    tx,
    [...renamed.map(({ model }) => model), ...replaced].map(({ id }) => id),
  );
  for (const model of replaced)
    await store.setName(tx, model.id, deletedName(model.name, model.deletedAt ?? at));
  for (const { model, name } of renamed) {
    await store.setName(tx, model.id, name);
    await store.addFormerName(tx, { connectionId, name: model.name, modelId: model.id, untilAt: at });
    await note(model, "model.renamed", { from: model.name, to: name });
  }
  for (const model of deleted) await note(model, "model.deleted", { seenAt: at });
  for (const model of back) await note(model, "model.restored", { deletedAt: model.deletedAt });
  await settleDeployments(tx, { modelIds: deleted.map(({ id }) => id), at });
  if (renamed.length + back.length + deleted.length + replaced.length > 0)
    await announce(tx, { project: projectId, noun: "models", id: null });
}

/** Versions whose number was given to another: the old one is marked deleted and called so. */
export async function replaceVersions(
  tx: Tx,
  projectId: string,
  versions: readonly (GoneVersion & { deletedAt: string | null })[],
  at: string,
): Promise<void> {
  await markVersionsDeleted(tx, projectId, versions, at);
  for (const { id, version, deletedAt } of versions)
    await store.setVersionName(tx, id, deletedName(version, deletedAt ?? at));
}

export type GoneVersion = { id: string; modelId: string; model: string; version: string };

/** Marks versions that the registry does not have any more: their aliases went with them, and what they served ends. */
export async function markVersionsDeleted(
  tx: Tx,
  projectId: string,
  versions: readonly GoneVersion[],
  at: string,
): Promise<void> {
  const marked = await store.markVersions(
    tx,
    versions.map(({ id }) => id),
    at,
  );
  const fresh = versions.filter(({ id }) => marked.includes(id));
  if (fresh.length === 0) return;
  for (const { modelId, model, version } of fresh) {
    await record(tx, registryActor, {
      action: "version.deleted",
      project: projectId,
      subject: { kind: "model", id: modelId, name: model },
      data: { version, seenAt: at },
    });
  }
  await settleDeployments(tx, { modelIds: [...new Set(fresh.map(({ modelId }) => modelId))], at });
  await announce(tx, { project: projectId, noun: "models", id: null });
}
