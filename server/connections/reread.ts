import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { mapBounded } from "@/server/backends/bounded";
import { BackendError } from "@/server/backends/errors";
import type { Backend, Registry, SourceVersion } from "@/server/backends/types";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import { refusedValue } from "@/server/foundation/errors";
import { storeModelMetrics } from "@/server/registry/model-metrics";
import { upsertFromRegistry } from "@/server/registry/service";
import { modelIds, versionIds } from "@/server/registry/store";
import { distinct } from "./sync/rows";
import { enqueue } from "./sync/store-details";
import { noIds, writeRuns } from "./sync/write-runs";

const WIDTH = 4;

export type Reread = {
  /** Versions that the registry does not have any more. */
  gone: string[];
};

/**
 * Reads versions of a model, their source runs and what was measured of them from the system itself, past everything
 * that was stored, and stores the answers: what a decision rests on is what the registry holds now. Of a champion
 * whose run or logged model is gone for good, what was read before stays: nothing can change it any more.
 * @throws BackendError when anything cannot be read now, the target's run or logged model that is gone among it
 */
export async function rereadVersions(
  ctx: Ctx,
  scope: ProjectScope,
  { connection, backend, model, target, champion }: RereadInput,
): Promise<Reread> {
  const { registry } = backend;
  if (!registry) throw new Error(`connection ${connection} has no registry`);
  const at = new Date().toISOString();
  const versions = champion === null ? [target] : [target, champion];
  const found = await mapBounded(versions, WIDTH, (version) =>
    readVersion(backend, registry, { model, version }, ctx.signal),
  );
  const [asked] = found;
  if (asked?.missing) throw isGone(asked.version, asked.missing);
  const read = found.flatMap((each) => each ?? []);
  const store = ctx.db.transaction(async (tx) => {
    const sources = read.map(({ version }) => version);
    const runs = distinct(read.flatMap(({ run }) => run ?? []));
    const { changed } = await writeRuns(tx, scope, connection, runs, noIds(), at);
    if (backend.tracking || backend.artifacts) await enqueue(tx, connection, changed, at);
    if (changed.length > 0) await announce(tx, { project: scope.projectId, noun: "runs", id: null });
    await upsertFromRegistry(tx, {
      connectionId: connection,
      models: [],
      versions: sources,
      aliases: null,
      at,
    });
    const modelId = (await modelIds(tx, connection, [model])).get(model);
    if (modelId === undefined) return;
    const ids = await versionIds(
      tx,
      versions.map((version) => ({ modelId, version })),
    );
    const known = read.flatMap(({ version: { version, loggedModelId }, metrics }) => {
      const id = ids.get(`${modelId}@${version}`);
      return id && loggedModelId !== null ? [{ id, metrics }] : [];
    });
    // In the order of a sync, so that neither waits for the other.
    for (const { id, metrics } of known.sort((a, b) => Number(a.id) - Number(b.id)))
      await storeModelMetrics(tx, scope, id, metrics, at);
  });
  await store.catch((error: unknown) => {
    const why = refusedValue(error);
    throw why === null ? error : cannotBeStored(model, why);
  });
  return { gone: versions.filter((_, i) => found[i] === null) };
}

export type RereadInput = {
  /** the id of the registry's connection */
  connection: string;
  backend: Backend;
  model: string;
  /** The version that is about to serve. */
  target: string;
  /** The one that serves; null when none does. */
  champion: string | null;
};

/** A version with its run and metrics, and which of them is missing for good; null when the version is gone. */
async function readVersion(
  { tracking }: Backend,
  registry: Registry,
  at: { model: string; version: string },
  signal: AbortSignal = AbortSignal.timeout(READ_MS),
) {
  const version = await registry.readVersion(at.model, at.version, signal);
  if (!version) return null;
  const { loggedModelId, runExternalId } = version;
  const metrics = loggedModelId === null ? null : await registry.readModelMetrics(loggedModelId, signal);
  const run = tracking && runExternalId !== null ? await tracking.readRun(runExternalId, signal) : null;
  const measured = metrics !== null && !metrics.onlyModelOfRun;
  const noRun = tracking !== undefined && runExternalId !== null && !run && !measured;
  const missing =
    loggedModelId !== null && metrics === null
      ? `logged model ${loggedModelId}`
      : noRun
        ? `training run ${runExternalId}`
        : null;
  return { version, run, metrics, missing };
}

const READ_MS = 120_000;

const cannotBeStored = (model: string, why: string) =>
  new BackendError({
    kind: "invalid",
    what: `what the registry holds of ${model} cannot be stored`,
    why,
    todo: "Look at its versions and their runs there.",
  });

const isGone = ({ model, version }: SourceVersion, what: string) =>
  new BackendError({
    kind: "not_found",
    what: `v${version} of ${model} cannot be checked now: its ${what} is gone`,
    why: "What was measured of it can be compared with nothing.",
    todo: "Restore it there, or register the version again.",
  });
