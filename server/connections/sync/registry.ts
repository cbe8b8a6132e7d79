import "server-only";
import { z } from "zod";
import type { Registry, SourceModel } from "@/server/backends/types";
import { linkArrivedRuns, upsertFromRegistry } from "@/server/registry/service";
import { inStep, type SyncContext } from "./context";
import { cursorsOf, saveCursor } from "./store-state";

const STREAM = "versions";
const OVERLAP_MS = 60_000;
/** A change of an old version's tags or description leaves no time: all versions are read again this often. */
const WHOLE_EVERY_MS = 15 * 60_000;

const cursorShape = z.object({ changedTo: z.number(), wholeAt: z.number() });
type Cursor = z.infer<typeof cursorShape>;

/** Reads and stores models, versions and aliases. Aliases come last, since they refer to versions. */
export async function readRegistry(sync: SyncContext, registry: Registry): Promise<void> {
  sync.progress.begin("Models");
  const requestedAt = new Date(sync.now()).toISOString();
  const models: SourceModel[] = [];
  for await (const page of registry.readModels(sync.signal)) models.push(...page);
  await store(sync, { models, versions: [], aliases: null, at: requestedAt });

  const cursor = cursorShape.safeParse((await cursorsOf(sync.db, sync.connectionId))[STREAM]).data;
  const whole = sync.again || cursor === undefined || sync.now() - cursor.wholeAt > WHOLE_EVERY_MS;
  const reached = await readVersions(sync, registry, whole ? null : cursor.changedTo - OVERLAP_MS);
  const next: Cursor = {
    changedTo: Math.max(cursor?.changedTo ?? 0, Math.min(reached, sync.now())),
    wholeAt: whole ? sync.now() : cursor.wholeAt,
  };

  const aliases = models.flatMap(({ name, aliases }) => aliases.map((alias) => ({ model: name, ...alias })));
  const { unknown } = await store(sync, { models, versions: [], aliases, at: requestedAt }, next);
  if (unknown.length === 0) return;
  // An alias refers to a version that was never read: the registry's change times missed it, so all are read again.
  await readVersions(sync, registry, null);
  await store(sync, { models, versions: [], aliases, at: requestedAt });
}

/** @returns the latest change seen, in milliseconds */
async function readVersions(sync: SyncContext, registry: Registry, sinceMs: number | null): Promise<number> {
  let reached = 0;
  const since = sinceMs === null ? null : new Date(Math.max(0, sinceMs)).toISOString();
  for await (const versions of registry.readVersions(since, sync.signal)) {
    const at = new Date(sync.now()).toISOString();
    for (const version of versions) reached = Math.max(reached, Date.parse(version.updatedAt));
    sync.progress.step("Model versions", versions.length, null);
    if (versions.length > 0) await store(sync, { models: [], versions, aliases: null, at });
  }
  return reached;
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
