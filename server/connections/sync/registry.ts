import "server-only";
import { z } from "zod";
import type { Registry, SourceModel } from "@/server/backends/types";
import { linkArrivedRuns, upsertFromRegistry } from "@/server/registry/service";
import { type Reading, step } from "./reading";
import { cursorsOf, keepCursor } from "./store-state";

const STREAM = "versions";
const OVERLAP_MS = 60_000;
/** Tags and descriptions of old versions change without a trace: all are read again this often. */
const WHOLE_EVERY_MS = 15 * 60_000;

const cursorShape = z.object({ changedTo: z.number(), wholeAt: z.number() });
type Cursor = z.infer<typeof cursorShape>;

/** Takes over models, versions and aliases. Aliases come last: they stand on versions. */
export async function readRegistry(reading: Reading, registry: Registry): Promise<void> {
  reading.progress.begin("Models");
  const asked = new Date(reading.now()).toISOString();
  const models: SourceModel[] = [];
  for await (const page of registry.readModels(reading.signal)) models.push(...page);
  await take(reading, { models, versions: [], aliases: null, at: asked });

  const cursor = cursorShape.safeParse((await cursorsOf(reading.db, reading.connectionId))[STREAM]).data;
  const whole = cursor === undefined || reading.now() - cursor.wholeAt > WHOLE_EVERY_MS;
  const reached = await readVersions(reading, registry, whole ? null : cursor.changedTo - OVERLAP_MS);
  const next: Cursor = {
    changedTo: Math.max(cursor?.changedTo ?? 0, Math.min(reached, reading.now())),
    wholeAt: whole ? reading.now() : cursor.wholeAt,
  };

  const aliases = models.flatMap(({ name, aliases }) => aliases.map((alias) => ({ model: name, ...alias })));
  const { unknown } = await take(reading, { models, versions: [], aliases, at: asked }, next);
  if (unknown.length === 0) return;
  // An alias on a version never read: the registry tells no change time we can trust, so all are read once more.
  await readVersions(reading, registry, null);
  await take(reading, { models, versions: [], aliases, at: asked });
}

/** @returns the latest change seen, in milliseconds */
async function readVersions(reading: Reading, registry: Registry, sinceMs: number | null): Promise<number> {
  let reached = 0;
  const since = sinceMs === null ? null : new Date(Math.max(0, sinceMs)).toISOString();
  for await (const versions of registry.readVersions(since, reading.signal)) {
    const at = new Date(reading.now()).toISOString();
    for (const version of versions) reached = Math.max(reached, Date.parse(version.updatedAt));
    reading.progress.step("Model versions", versions.length, null);
    if (versions.length > 0) await take(reading, { models: [], versions, aliases: null, at });
  }
  return reached;
}

type Taken = Omit<Parameters<typeof upsertFromRegistry>[1], "connectionId">;

async function take(reading: Reading, taken: Taken, cursor?: Cursor) {
  return step(reading, async (tx) => {
    const { connectionId } = reading;
    const changes = await upsertFromRegistry(tx, { connectionId, ...taken });
    if (changes.models.length + changes.versions.length + changes.aliases.length > 0) reading.wrote = true;
    if (cursor) await keepCursor(tx, connectionId, STREAM, cursor);
    return changes;
  });
}

/** Ties versions to runs that were read after them. */
export async function linkVersions(reading: Reading): Promise<void> {
  await step(reading, (tx) => linkArrivedRuns(tx, reading.connectionId));
}
