import "server-only";
import { mapBounded } from "@/server/backends/bounded";
import { BackendError } from "@/server/backends/errors";
import type { Registry, SourceModelMetrics } from "@/server/backends/types";
import { type DueVersion, dueModelMetrics, storeModelMetrics } from "@/server/registry/model-metrics";
import { inStep, type SyncContext } from "./context";

/** A logged model is read again this long after it was read: what is measured of it leaves no time of change. */
const AGAIN_AFTER_MS = 15 * 60_000;
const AT_ONCE = 20;
const WIDTH = 4;
/** The most read again in one sync. Those never read are all read. */
const MOST_AGAIN = 200;

/**
 * Reads what was measured of the logged models of versions: those never read, then some of the others.
 * @returns whether some were never read and are left
 */
export async function readModelMetrics(
  sync: SyncContext,
  registry: Registry,
  untilMs: number,
): Promise<boolean> {
  const before = new Date(sync.now() - (sync.again ? 0 : AGAIN_AFTER_MS)).toISOString();
  for (let again = 0; again < MOST_AGAIN; ) {
    const due = await dueModelMetrics(sync.db, sync.connectionId, { before, limit: AT_ONCE });
    if (due.length === 0) return false;
    if (sync.now() >= untilMs) return !due[0]?.wasRead;
    const read = await mapBounded(due, WIDTH, (version) => readOne(sync, registry, version));
    await inStep(sync, async (tx) => {
      const at = new Date(sync.now()).toISOString();
      for (const [i, version] of due.entries()) {
        const changed = await storeModelMetrics(tx, sync.scope, version.id, read[i] ?? null, at);
        if (changed) sync.wrote = true;
      }
    });
    sync.progress.step("Metrics of versions", due.length, null);
    again += due.filter(({ wasRead }) => wasRead).length;
  }
  return false;
}

/** One model that cannot be read stops no other. */
async function readOne(
  sync: SyncContext,
  registry: Registry,
  { loggedModelId }: DueVersion,
): Promise<SourceModelMetrics | null> {
  try {
    return await registry.readModelMetrics(loggedModelId, sync.signal);
  } catch (error) {
    const ofOne = error instanceof BackendError && ["invalid", "too_large", "forbidden"].includes(error.kind);
    if (!ofOne) throw error;
    const what = "The metrics of some versions could not be read.";
    sync.notices.set(what, { what, why: `${loggedModelId}: ${error.why}`, todo: error.todo });
    return null;
  }
}
