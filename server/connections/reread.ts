import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { mapBounded } from "@/server/backends/bounded";
import { BackendError } from "@/server/backends/errors";
import type { Backend, Registry, SourceVersion } from "@/server/backends/types";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import { refusedValue } from "@/server/foundation/errors";
import { sameMoment } from "@/server/registry/lifecycle";
import { storeModelMetrics } from "@/server/registry/model-metrics";
import { upsertFromRegistry } from "@/server/registry/service";
import { versionsAt } from "@/server/registry/store";
import { type Following, followMissingVersions } from "./sync/lifecycle";
import { distinct } from "./sync/rows";
import { enqueue } from "./sync/store-details";
import { noIds, writeRuns } from "./sync/write-runs";

const WIDTH = 4;

/**
 * Reads versions of a model, their source runs and what was measured of them from the system itself, past everything
 * that was stored, and stores the answers: what a decision rests on is what the registry holds now. Of a champion
 * whose run or logged model is gone for good, what was read before stays: nothing can change it any more. A version
 * that is not there, or is another of its number, was deleted, or its model was renamed or deleted: that is followed as
 * a sync does.
 * @throws BackendError when anything cannot be read now, the target's run or logged model that is gone among it
 */
export async function rereadVersions(ctx: Ctx, scope: ProjectScope, input: RereadInput): Promise<void> {
  const { connection, backend, modelId, model, target, champion } = input;
  const { registry } = backend;
  if (!registry) throw new Error(`connection ${connection} has no registry`);
  const at = new Date().toISOString();
  const versions = champion === null ? [target] : [target, champion];
  const asked = versions.map((version) => ({ modelId, version }));
  const stored = await versionsAt(ctx.db, asked);
  const found = await mapBounded(versions, WIDTH, async (version) => {
    const read = await readVersion(backend, registry, { model, version }, signalOf(ctx));
    const was = stored.get(`${modelId}@${version}`);
    const isOther = read && was && !sameMoment(was.createdAt, read.version.createdAt);
    return isOther ? null : read;
  });
  const [first] = found;
  if (first?.missing) throw isGone(first.version, first.missing);
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
    const known = await versionsAt(tx, asked);
    const measured = read.flatMap(({ version: { version, loggedModelId }, metrics }) => {
      const id = known.get(`${modelId}@${version}`)?.id;
      return id && loggedModelId !== null ? [{ id, metrics }] : [];
    });
    // In the order of a sync, so that neither waits for the other.
    for (const { id, metrics } of measured.sort((a, b) => Number(a.id) - Number(b.id)))
      await storeModelMetrics(tx, scope, id, metrics, at);
  });
  await store.catch((error: unknown) => {
    const why = refusedValue(error);
    throw why === null ? error : cannotBeStored(model, why);
  });
  const missing = versions.filter((_, i) => found[i] === null);
  if (missing.length === 0) return;
  const name = await followMissingVersions(followingOf(ctx, scope, input), { modelId, versions: missing });
  // Under its new name, what was asked for is read again.
  if (name !== null && name !== model) await rereadVersions(ctx, scope, { ...input, model: name });
}

/**
 * Whether the registry has a version at this moment, asked for past everything that was stored. Where it does not, that is
 * followed as a sync does.
 * @throws BackendError when it cannot be read now
 */
export async function isInRegistry(
  ctx: Ctx,
  scope: ProjectScope,
  input: Omit<RereadInput, "target" | "champion"> & { version: string },
): Promise<boolean> {
  const { backend, modelId, model, version } = input;
  const stored = (await versionsAt(ctx.db, [{ modelId, version }])).get(`${modelId}@${version}`);
  const found = await backend.registry?.readVersion(model, version, signalOf(ctx));
  if (stored && found && sameMoment(stored.createdAt, found.createdAt)) return true;
  const name = await followMissingVersions(followingOf(ctx, scope, input), { modelId, versions: [version] });
  return name !== null && name !== model && isInRegistry(ctx, scope, { ...input, model: name });
}

function followingOf(
  ctx: Ctx,
  scope: ProjectScope,
  { connection, backend: { registry } }: Pick<RereadInput, "connection" | "backend">,
): Following {
  if (!registry) throw new Error(`connection ${connection} has no registry`);
  return {
    ...{ db: ctx.db, registry, connectionId: connection, projectId: scope.projectId },
    ...{ write: (work) => ctx.db.transaction(work), signal: signalOf(ctx) },
  };
}

export type RereadInput = {
  /** the id of the registry's connection */
  connection: string;
  backend: Backend;
  modelId: string;
  /** Its name, as it was read last. */
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
  signal: AbortSignal,
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
const signalOf = ({ signal }: Ctx): AbortSignal => signal ?? AbortSignal.timeout(READ_MS);

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
