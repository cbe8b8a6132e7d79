import "server-only";
import { mapBounded } from "@/server/backends/bounded";
import type { Registry, SourceModel } from "@/server/backends/types";
import type { Db, Tx } from "@/server/foundation/db/open";
import { sendJob } from "@/server/queue/boss";
import { followModels, type ModelChanges, markVersionsDeleted } from "@/server/registry/follow";
import { compareModels, type KnownModel, sameMoment, versionsAgree } from "@/server/registry/lifecycle";
import * as store from "@/server/registry/lifecycle-store";

/**
 * Follows what became of models and versions. A registry lists what it has and says nothing of what it had, so what is
 * missing from its lists is asked for by name before it is taken for deleted: a list that changes while its pages are
 * read may leave something out.
 */
export type Following = {
  db: Db;
  /** Runs one step in a transaction of its own. */
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  connectionId: string;
  projectId: string;
  registry: Registry;
  signal: AbortSignal;
};

const WIDTH = 4;
/** The most versions that are asked for by their number in one sync; more wait for the next. */
const MOST_ASKED = 500;

const nowIso = () => new Date().toISOString();

/** @param listed all models that the registry lists @returns whether anything changed */
export async function followListedModels(on: Following, listed: readonly SourceModel[]): Promise<boolean> {
  const { back, open, candidates } = compareModels(await store.knownModels(on.db, on.connectionId), listed);
  const names = new Set(listed.map(({ name }) => name));
  const living = open.filter(({ deletedAt }) => deletedAt === null);
  if (
    back.length === 0 &&
    candidates.length === 0 &&
    living.length === 0 &&
    !open.some((m) => names.has(m.name))
  )
    return false;
  const same = await mapBounded(candidates, WIDTH, async ({ known, listed }) => {
    const theirs = await on.registry.readVersionsOf(listed.name, on.signal);
    return versionsAgree(known, await store.knownVersions(on.db, known.id), theirs);
  });
  const renamed = candidates
    .filter((_, i) => same[i])
    .map(({ known, listed }) => ({ model: known, name: listed.name }));
  const settled = new Set(renamed.map(({ model }) => model.id));
  const lost = living.filter(({ id }) => !settled.has(id));
  const there = await mapBounded(lost, WIDTH, (model) => isThere(on, names, model));
  const changes: ModelChanges = {
    renamed,
    back: [...back, ...renamed.map(({ model }) => model).filter(({ deletedAt }) => deletedAt !== null)],
    deleted: lost.filter((_, i) => !there[i]),
    replaced: open.filter(({ id, name }) => names.has(name) && !settled.has(id)),
  };
  const none = Object.values(changes).every((list) => list.length === 0);
  if (none) return false;
  await on.write(async (tx) => {
    await followModels(tx, on, changes, nowIso());
    await lookAtPromotions(on, tx);
  });
  return true;
}

/** Whether a model is there still, though the list left it out. */
async function isThere(on: Following, names: ReadonlySet<string>, model: KnownModel): Promise<boolean> {
  if (names.has(model.name)) return false;
  const found = await on.registry.readModel(model.name, on.signal);
  return found !== null && sameMoment(found.createdAt, model.createdAt);
}

/** Versions that were listed, by the name of their model. */
export class SeenVersions {
  readonly #seen = new Map<string, Set<string>>();
  add({ model, version }: { model: string; version: string }): void {
    const versions = this.#seen.get(model) ?? new Set();
    this.#seen.set(model, versions.add(version));
  }
  has = ({ model, version }: { model: string; version: string }): boolean =>
    this.#seen.get(model)?.has(version) ?? false;
}

/**
 * Marks versions of the compared models that were not listed and are not there.
 * @param compared models all of whose versions were listed @param whole all versions of the registry were
 * @returns whether anything changed
 */
export async function followListedVersions(
  on: Following,
  seen: SeenVersions,
  compared: readonly store.ComparedModel[],
  whole: boolean,
): Promise<boolean> {
  if (!whole && compared.length === 0) return false;
  const modelIds = whole ? null : compared.map(({ id }) => id);
  const missing = (await store.livingVersions(on.db, { ...on, modelIds })).filter((each) => !seen.has(each));
  const asked = missing.slice(0, MOST_ASKED);
  const deleted = await deletedOf(on, asked);
  // What is left over is asked for in the next sync: until then its models count as not compared.
  const waiting = new Set(missing.slice(MOST_ASKED).map(({ modelId }) => modelId));
  const done = compared.filter(({ id }) => !waiting.has(id));
  if (deleted.length === 0 && done.length === 0) return false;
  await on.write(async (tx) => {
    await markVersionsDeleted(tx, on.projectId, deleted, nowIso());
    await store.setCompared(tx, done);
    if (deleted.length > 0) await lookAtPromotions(on, tx);
  });
  return deleted.length > 0;
}

/** Those that are not there, or whose number is another version's now. */
async function deletedOf(
  { registry, signal }: Following,
  versions: readonly store.LivingVersion[],
): Promise<store.LivingVersion[]> {
  const found = await mapBounded(versions, WIDTH, ({ model, version }) =>
    registry.readVersion(model, version, signal),
  );
  return versions.filter(({ createdAt }, i) => {
    const version = found[i];
    return !version || !sameMoment(version.createdAt, createdAt);
  });
}

/**
 * Follows versions that the registry answered it does not have, at once: a model may have been renamed or deleted since it
 * was listed.
 * @returns the model's name now; null when the model is gone too
 */
export async function followMissingVersions(
  on: Following,
  { modelId, versions }: { modelId: string; versions: readonly string[] },
): Promise<string | null> {
  const listed: SourceModel[] = [];
  for await (const page of on.registry.readModels(on.signal)) listed.push(...page);
  await followListedModels(on, listed);
  const model = (await store.knownModels(on.db, on.connectionId)).find(({ id }) => id === modelId);
  if (!model || model.deletedAt !== null) return null;
  const living = await store.livingVersions(on.db, { ...on, modelIds: [modelId] });
  const deleted = await deletedOf(
    on,
    living.filter(({ version }) => versions.includes(version)),
  );
  if (deleted.length > 0) await on.write((tx) => markVersionsDeleted(tx, on.projectId, deleted, nowIso()));
  return model.name;
}

/** What waits for a decision is looked at as soon as this is committed. */
const lookAtPromotions = ({ db }: Following, tx: Tx) =>
  sendJob({ db }, tx, "expire", {}, { singletonKey: "after a sync" });
