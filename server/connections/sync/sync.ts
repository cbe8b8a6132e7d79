import "server-only";
import { requireRight } from "@/server/access/access";
import { BackendError } from "@/server/backends/errors";
import type { Backend } from "@/server/backends/types";
import { vendorOf } from "@/server/backends/vendors";
import { announce } from "@/server/events/announce";
import { systemCtx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import type { Trouble } from "@/server/foundation/db/tables/connections";
import { log } from "@/server/foundation/log";
import { everySecondsOf, retryAfterFailureMs } from "../health";
import { openStored, optionsOf, originOf, troubleOf } from "../open";
import { type ConnectionRow, load } from "../store";
import { CannotUnseal } from "../vault";
import { inStep, type SyncContext } from "./context";
import { readDetails } from "./details";
import { leftOutOf } from "./left-out";
import { readModelMetrics } from "./model-metrics";
import { countProgress } from "./progress";
import { linkVersions, readRegistry } from "./registry";
import { readAllRuns } from "./runs";
import {
  askedAgain,
  countAll,
  type Outcome,
  readAgain,
  SyncStopped,
  settleOutcome,
  unknownStatuses,
} from "./store-state";

/** How long histories are read before new runs are looked for again. */
const DETAILS_MS = 20_000;
/** Rate limits are often by the minute: a sync in the background waits that long without failing. */
const PATIENCE_MS = 120_000;

export type SyncInput = {
  db: Db;
  connectionId: string;
  signal: AbortSignal;
  now?: () => number;
  random?: () => number;
};

/**
 * Reads one connection from its stored cursors. A failure of the other system ends the sync and is stored on the
 * connection in words; what was read stays. A sync that is stopped at any point, also by SIGKILL, continues at the next
 * page.
 * @throws the signal's reason when the worker stops
 */
export async function syncConnection(input: SyncInput): Promise<void> {
  const { db, connectionId, signal } = input;
  const now = input.now ?? Date.now;
  const row = await load(db, connectionId);
  if (!row || row.pausedAt !== null) return;
  const began = now();
  const scope = await requireRight(systemCtx(db, "sync"), "connections.manage", { project: row.projectId });
  let backend: Backend | null = null;
  try {
    backend = await openStored(db, row, { patienceMs: PATIENCE_MS, now });
    const progress = countProgress(began);
    const asked = await askedAgain(db, connectionId);
    const sync: SyncContext = {
      ...{ db, scope, connectionId, backend, signal, now, progress, again: asked !== null },
      ...{ wrote: false, notices: new Map(), announced: new Map() },
    };
    const more = await readAll(sync);
    if (asked !== null) await inStep(sync, (tx) => readAgain(tx, connectionId, asked));
    await settle(sync, await succeeded(sync, row, { began, more }));
  } catch (error) {
    if (error instanceof SyncStopped) return;
    if (signal.aborted) throw error;
    const expected = error instanceof BackendError || error instanceof CannotUnseal;
    if (!expected) log.error({ error, connection: connectionId }, "A sync failed");
    await settle({ db, scope, connectionId, now }, failed(error, row, now(), input.random ?? Math.random));
  } finally {
    backend?.close();
  }
}

/** Reads what the system's capabilities offer. @returns whether metrics, histories or files are left to read */
async function readAll(sync: SyncContext): Promise<boolean> {
  const { registry, tracking, artifacts } = sync.backend;
  if (registry) await readRegistry(sync, registry);
  await readAllRuns(sync);
  let more = false;
  if (registry) {
    await linkVersions(sync);
    more = await readModelMetrics(sync, registry, sync.now() + DETAILS_MS);
  }
  return (tracking || artifacts ? await readDetails(sync, sync.now() + DETAILS_MS) : false) || more;
}

async function succeeded(
  sync: SyncContext,
  row: ConnectionRow,
  { began, more }: { began: number; more: boolean },
): Promise<Outcome> {
  const { db, connectionId, backend, now } = sync;
  const known = row.notices.map((notice) => notice.what);
  const fresh = sync.wrote || row.lastSyncAt === null;
  const at = new Date(now()).toISOString();
  const words =
    fresh || known.length > 0 ? await unknownStatuses(db, connectionId, backend.knownStatuses) : [];
  const notices: Trouble[] = [
    ...(await leftOutOf(db, connectionId, now())),
    ...words.map(({ word, runs }) => ({ ...unknownStatus(row, word, runs), at })),
    ...[...sync.notices.values()].map((notice) => ({ ...notice, at })),
  ];
  return {
    lastSyncAt: new Date(began).toISOString(),
    answeredOrigin: originOf(row.url),
    nextSyncAt: new Date(more ? now() : began + everySecondsOf(optionsOf(row)) * 1000).toISOString(),
    error: null,
    failures: 0,
    notices: notices.map((notice) => row.notices.find((old) => old.what === notice.what) ?? notice),
    ...(fresh || more ? { counts: await countAll(db, connectionId) } : {}),
  };
}

function unknownStatus(row: ConnectionRow, word: string, runs: number) {
  const { name } = vendorOf(row.vendor);
  return {
    what: `${name} has a status that Terrapin does not know: ${word}.`,
    why: `${runs === 1 ? "One run has" : `${runs} runs have`} it. Unfinished ones are shown as running, ended ones as failed, with ${name}'s own word beside.`,
    todo: `A newer Terrapin may know it; until then look at these runs in ${name}.`,
  };
}

function failed(error: unknown, row: ConnectionRow, nowMs: number, random: () => number): Outcome {
  const failures = row.failures + 1;
  const retryAfter = error instanceof BackendError ? error.retryAfterMs : null;
  const pause = retryAfterFailureMs(failures, everySecondsOf(optionsOf(row)), retryAfter, random());
  return {
    error: troubleOf(error, new Date(nowMs).toISOString()),
    failures,
    nextSyncAt: new Date(nowMs + pause).toISOString(),
  };
}

async function settle(
  { db, scope, connectionId, now }: Pick<SyncContext, "db" | "scope" | "connectionId" | "now">,
  outcome: Outcome,
): Promise<void> {
  await db.transaction(async (tx) => {
    await settleOutcome(tx, connectionId, outcome, new Date(now()).toISOString());
    for (const noun of ["connections", "runs", "metrics"] as const) {
      if (noun !== "connections" && !outcome.counts) continue;
      await announce(tx, {
        project: scope.projectId,
        noun,
        id: noun === "connections" ? connectionId : null,
      });
    }
  });
}
