import "server-only";
import type { SourceModel, SourceVersion } from "@/server/backends/types";
import { settleDeployments } from "@/server/deployments/service";
import { announce } from "@/server/events/announce";
import type { Tx } from "@/server/foundation/db/open";
import { replaceVersions } from "./follow";
import * as store from "./store";

export type RegistryReading = {
  connectionId: string;
  /** Models as read; with `aliases` given, their aliases are replaced. */
  models: readonly SourceModel[];
  versions: readonly SourceVersion[];
  /** The whole list of aliases of exactly the `models` above; null when aliases were not read this time. */
  aliases: readonly { model: string; alias: string; version: string }[] | null;
  /** When the registry was asked, before it answered: what Terrapin did since then is newer than the answer. */
  at: string;
};

export type RegistryChanges = {
  models: { id: string; name: string; created: boolean }[];
  versions: { id: string; modelId: string; version: string; created: boolean }[];
  /** Versions that found their source run in this call. */
  linked: number;
  aliases: { modelId: string; alias: string; versionId: string | null }[];
  /** Aliases on versions that have not been read yet: pass them again once their versions are read. */
  unknown: { model: string; alias: string; version: string }[];
  deployments: { begun: number; ended: number };
  /** Versions of models that have not been read: given too early. */
  skipped: number;
};

/**
 * Stores what a registry shows. Idempotent. Models are written first, then versions, then aliases; deployments follow
 * the aliases that are mapped to environments.
 */
export async function upsertFromRegistry(tx: Tx, reading: RegistryReading): Promise<RegistryChanges> {
  const { connectionId, at } = reading;
  const projectId = await store.projectOfConnection(tx, connectionId);
  if (!projectId) throw new Error(`connection ${connectionId} is gone`);
  const models = await store.upsertModels(tx, { connectionId, projectId }, reading.models);

  const names = [...reading.models.map((m) => m.name), ...reading.versions.map((v) => v.model)];
  const ids = await store.modelIds(tx, connectionId, names);
  const known = reading.versions.flatMap((v) => {
    const modelId = ids.get(v.model);
    return modelId ? [{ ...v, modelId }] : [];
  });
  const replaced = await store.replacedVersions(tx, known);
  await replaceVersions(tx, projectId, replaced, at);
  const versions = await store.upsertVersions(tx, projectId, known, at);
  const linked = await linkArrivedRuns(tx, connectionId);

  const unknown: RegistryChanges["unknown"] = [];
  let aliases: RegistryChanges["aliases"] = [];
  let deployments = { begun: 0, ended: 0 };
  if (reading.aliases) {
    const readIds = reading.models.flatMap((m) => ids.get(m.name) ?? []);
    const placed = reading.aliases.flatMap((a) => {
      const modelId = ids.get(a.model);
      return modelId ? [{ ...a, modelId }] : [];
    });
    const found = await store.versionsAt(tx, placed);
    const rows = placed.flatMap((a) => {
      const version = found.get(`${a.modelId}@${a.version}`);
      // The aliases were listed before the version was deleted, which took them along.
      if (version && version.deletedAt !== null) return [];
      if (version) return [{ modelId: a.modelId, alias: a.alias, versionId: version.id }];
      unknown.push({ model: a.model, alias: a.alias, version: a.version });
      return [];
    });
    // Aliases of a model with an unknown version are not replaced: an incomplete list would end deployments.
    const incomplete = new Set(unknown.map((a) => ids.get(a.model)));
    const complete = readIds.filter((id) => !incomplete.has(id));
    aliases = await store.replaceAliases(
      tx,
      complete,
      rows.filter((row) => !incomplete.has(row.modelId)),
      at,
    );
    // What a promotion was being carried into when its model was deleted ends with the next reading.
    const deleted = await store.deletedAndServing(tx, connectionId);
    deployments = await settleDeployments(tx, { modelIds: [...complete, ...deleted], at });
  }
  if (models.length || versions.length || aliases.length) {
    await announce(tx, { project: projectId, noun: "models", id: null });
  }
  return {
    models,
    versions,
    linked,
    aliases,
    unknown,
    deployments,
    skipped: reading.versions.length - known.length,
  };
}

/** Links versions to source runs that were read after them. Cheap when there are none. @returns how many */
export async function linkArrivedRuns(tx: Tx, connectionId: string): Promise<number> {
  const linked = await store.linkRuns(tx, connectionId);
  if (linked.length) {
    const project = await store.projectOfConnection(tx, connectionId);
    await announce(tx, { project, noun: "models", id: null });
  }
  return linked.length;
}
