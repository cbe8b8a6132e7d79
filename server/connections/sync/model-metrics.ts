import "server-only";
import { mapBounded } from "@/server/backends/bounded";
import { BackendError, type BackendErrorKind } from "@/server/backends/errors";
import type { Registry, SourceModelMetrics } from "@/server/backends/types";
import { refusedValue } from "@/server/foundation/errors";
import { type DueVersion, dueModelMetrics, storeModelMetrics } from "@/server/registry/model-metrics";
import { inStep, type SyncContext } from "./context";

/** A logged model is read again this long after it was read: what is measured of it leaves no time of change. */
const AGAIN_AFTER_MS = 15 * 60_000;
const AT_ONCE = 20;
const WIDTH = 4;
/** The most read again in one sync. Those never read are all read. */
const MOST_AGAIN = 200;

/**
 * Reads what was measured of the logged models of versions: those never read, or not since a person asked, then some of
 * the others.
 * @returns whether some were never read and are left
 */
export async function readModelMetrics(
  sync: SyncContext,
  registry: Registry,
  untilMs: number,
): Promise<boolean> {
  const before = new Date(sync.now() - AGAIN_AFTER_MS).toISOString();
  for (let again = 0; again < MOST_AGAIN; ) {
    const due = await dueModelMetrics(sync.db, sync.connectionId, { before, limit: AT_ONCE });
    if (due.length === 0) return false;
    if (sync.now() >= untilMs) return !due[0]?.wasRead;
    // What is stored is as old as the question, not as the answer.
    const at = new Date(sync.now()).toISOString();
    const read = await mapBounded(due, WIDTH, (version) => readOne(sync, registry, version));
    for (const [i, version] of due.entries()) await storeOne(sync, version, read[i] ?? null, at);
    sync.progress.step("Metrics of versions", due.length, null);
    again += due.filter(({ wasRead }) => wasRead).length;
  }
  return false;
}

/** Failures that concern the server, and not the one model that was asked for. */
const ofTheServer: ReadonlySet<BackendErrorKind> = new Set([
  "unauthorized",
  "unreachable",
  "timeout",
  "rate_limited",
]);

/** One model that cannot be read stops no other. */
async function readOne(
  sync: SyncContext,
  registry: Registry,
  { loggedModelId }: DueVersion,
): Promise<SourceModelMetrics | null> {
  try {
    return await registry.readModelMetrics(loggedModelId, sync.signal);
  } catch (error) {
    if (!(error instanceof BackendError) || ofTheServer.has(error.kind)) throw error;
    notice(sync, `${loggedModelId}: ${error.why}`, error.todo);
    return null;
  }
}

async function storeOne(
  sync: SyncContext,
  { id, loggedModelId }: DueVersion,
  read: SourceModelMetrics | null,
  at: string,
): Promise<void> {
  const store = (what: SourceModelMetrics | null) =>
    inStep(sync, (tx) => storeModelMetrics(tx, sync.scope, id, what, at));
  try {
    if (await store(read)) sync.wrote = true;
  } catch (error) {
    const why = refusedValue(error);
    if (why === null) throw error;
    notice(sync, `${loggedModelId}: ${why}`, "Look at it in its own system.");
    await store(null);
  }
}

function notice(sync: SyncContext, why: string, todo: string): void {
  const what = "The metrics of some versions could not be read.";
  sync.notices.set(what, { what, why, todo });
}
