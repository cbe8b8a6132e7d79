import "server-only";
import { z } from "zod";
import type { Registry, SourceModel, SourceVersion } from "@/server/backends/types";
import { modelsToCompare } from "@/server/registry/lifecycle-store";
import { linkArrivedRuns, upsertFromRegistry } from "@/server/registry/service";
import { inStep, type SyncContext } from "./context";
import { type Following, followListedModels, followListedVersions, SeenVersions } from "./lifecycle";
import { cursorsOf, saveCursor } from "./store-state";

const STREAM = "versions";
const OVERLAP_MS = 60_000;
/**
 * A change of a version's tags leaves no time, so all versions are read again: with every sync where that takes little,
 * else at most 1/20 of the time, and at least every quarter of an hour.
 */
const WHOLE_SHARE = 20;
const WHOLE_EVERY_MS = 15 * 60_000;

const cursorShape = z.object({
  changedTo: z.number(),
  wholeAt: z.number(),
  /** How long it took to read all versions. */
  wholeMs: z.number().default(WHOLE_EVERY_MS),
});
type Cursor = z.infer<typeof cursorShape>;

/** With more changed models than this, all versions are read instead of those of each. */
const MOST_COMPARED = 20;

/**
 * Reads and stores models, versions and aliases, and follows what is not there any more. Aliases come last, since they refer
 * to versions.
 */
export async function readRegistry(sync: SyncContext, registry: Registry): Promise<void> {
  sync.progress.begin("Models");
  const requestedAt = new Date(sync.now()).toISOString();
  const models: SourceModel[] = [];
  for await (const page of registry.readModels(sync.signal)) models.push(...page);
  const following = followingOf(sync, registry);
  if (await followListedModels(following, models)) sync.wrote = true;
  await store(sync, { models, versions: [], aliases: null, at: requestedAt });

  const cursor = cursorShape.safeParse((await cursorsOf(sync.db, sync.connectionId))[STREAM]).data;
  const changed = await modelsToCompare(sync.db, sync.connectionId);
  const whole =
    sync.again ||
    cursor === undefined ||
    sync.now() - cursor.wholeAt >= Math.min(WHOLE_EVERY_MS, cursor.wholeMs * WHOLE_SHARE) ||
    changed.length > MOST_COMPARED;
  const began = sync.now();
  const seen = new SeenVersions();
  const reached = await readVersions(sync, registry, whole ? null : cursor.changedTo - OVERLAP_MS, seen);
  if (!whole) {
    for (const { name } of changed)
      await storeVersions(sync, await registry.readVersionsOf(name, sync.signal), seen);
  }
  if (await followListedVersions(following, seen, changed, whole)) sync.wrote = true;
  const next: Cursor = {
    changedTo: Math.max(cursor?.changedTo ?? 0, Math.min(reached, sync.now())),
    ...(whole
      ? { wholeAt: sync.now(), wholeMs: sync.now() - began }
      : { wholeAt: cursor.wholeAt, wholeMs: cursor.wholeMs }),
  };

  const aliases = models.flatMap(({ name, aliases }) => aliases.map((alias) => ({ model: name, ...alias })));
  const { unknown } = await store(sync, { models, versions: [], aliases, at: requestedAt }, next);
  if (unknown.length === 0) return;
  // An alias refers to a version that was never read: the registry's change times missed it, so all are read again.
  await readVersions(sync, registry, null, seen);
  await store(sync, { models, versions: [], aliases, at: requestedAt });
}

const followingOf = (sync: SyncContext, registry: Registry): Following => ({
  ...{ db: sync.db, registry, connectionId: sync.connectionId, projectId: sync.scope.projectId },
  ...{ write: (work) => inStep(sync, work), signal: sync.signal },
});

/** @returns the latest change seen, in milliseconds */
async function readVersions(
  sync: SyncContext,
  registry: Registry,
  sinceMs: number | null,
  seen: SeenVersions,
): Promise<number> {
  let reached = 0;
  const since = sinceMs === null ? null : new Date(Math.max(0, sinceMs)).toISOString();
  for await (const versions of registry.readVersions(since, sync.signal)) {
    for (const version of versions) reached = Math.max(reached, Date.parse(version.updatedAt));
    await storeVersions(sync, versions, seen);
  }
  return reached;
}

async function storeVersions(
  sync: SyncContext,
  versions: SourceVersion[],
  seen: SeenVersions,
): Promise<void> {
  const at = new Date(sync.now()).toISOString();
  for (const version of versions) seen.add(version);
  sync.progress.step("Model versions", versions.length, null);
  if (versions.length > 0) await store(sync, { models: [], versions, aliases: null, at });
}

type Records = Omit<Parameters<typeof upsertFromRegistry>[1], "connectionId">;

async function store(sync: SyncContext, records: Records, cursor?: Cursor) {
  return inStep(sync, async (tx) => {
    const { connectionId } = sync;
    const changes = await upsertFromRegistry(tx, { connectionId, ...records });
    if (changes.models.length + changes.versions.length + changes.aliases.length > 0) sync.wrote = true;
    if (cursor) await saveCursor(tx, connectionId, STREAM, cursor);
    return changes;
  });
}

/** Links versions to runs that were read after them. */
export async function linkVersions(sync: SyncContext): Promise<void> {
  await inStep(sync, (tx) => linkArrivedRuns(tx, sync.connectionId));
}
