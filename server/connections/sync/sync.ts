import "server-only";
import { requireRight } from "@/server/access/access";
import { BackendError } from "@/server/backends/errors";
import type { Backend } from "@/server/backends/types";
import { announce } from "@/server/events/announce";
import { systemCtx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import type { Trouble } from "@/server/foundation/db/tables/connections";
import { log } from "@/server/foundation/log";
import { everySecondsOf, retryAfterFailureMs } from "../health";
import { openKept, optionsOf, troubleOf } from "../open";
import { vendorNames } from "../schema";
import { type ConnectionRow, load } from "../store";
import { Sealed } from "../vault";
import { readDetails } from "./details";
import { countProgress } from "./progress";
import type { Reading } from "./reading";
import { linkVersions, readRegistry } from "./registry";
import { readRuns } from "./runs";
import { countAll, type Outcome, Stopped, settleOutcome, unknownStatuses } from "./store-state";

/** Histories are read for this long; then new runs come first again. */
const DETAILS_MS = 20_000;
/** GitLab's limits are by the minute: a pause that short is no failure of a reading in the background. */
const PATIENCE_MS = 120_000;

export type SyncInput = {
  db: Db;
  connectionId: string;
  signal: AbortSignal;
  now?: () => number;
  random?: () => number;
};

/**
 * Reads one connection from where it was left. A failure of the other system is kept on the connection in words and
 * ends the reading; what was read before stays. Stopped at any point, also by SIGKILL, it goes on from the last page.
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
    backend = openKept(row, { patienceMs: PATIENCE_MS, now });
    const progress = countProgress(began);
    const reading: Reading = {
      ...{ db, scope, connectionId, backend, signal, now, progress },
      ...{ wrote: false, notices: new Map(), announced: new Map() },
    };
    const more = await readAll(reading);
    await settle(reading, await succeeded(reading, row, { began, more }));
  } catch (error) {
    if (error instanceof Stopped) return;
    if (signal.aborted) throw error;
    const expected = error instanceof BackendError || error instanceof Sealed;
    if (!expected) log.error({ error, connection: connectionId }, "A sync failed");
    await settle({ db, scope, connectionId, now }, failed(error, row, now(), input.random ?? Math.random));
  } finally {
    backend?.close();
  }
}

/** @returns whether histories are left to read */
async function readAll(reading: Reading): Promise<boolean> {
  const { registry, tracking } = reading.backend;
  if (registry) await readRegistry(reading, registry);
  await readRuns(reading);
  if (registry) await linkVersions(reading);
  return tracking ? readDetails(reading, tracking, reading.now() + DETAILS_MS) : false;
}

async function succeeded(
  reading: Reading,
  row: ConnectionRow,
  { began, more }: { began: number; more: boolean },
): Promise<Outcome> {
  const { db, connectionId, backend, now } = reading;
  const known = row.notices.map((notice) => notice.what);
  const fresh = reading.wrote || row.lastSyncAt === null;
  const at = new Date(now()).toISOString();
  const words =
    fresh || known.length > 0 ? await unknownStatuses(db, connectionId, backend.knownStatuses) : [];
  const notices: Trouble[] = [
    ...words.map(({ word, runs }) => ({ ...unknownStatus(row, word, runs), at })),
    ...[...reading.notices.values()].map((notice) => ({ ...notice, at })),
  ];
  return {
    lastSyncAt: new Date(began).toISOString(),
    nextSyncAt: new Date(more ? now() : began + everySecondsOf(optionsOf(row)) * 1000).toISOString(),
    error: null,
    failures: 0,
    notices: notices.map((notice) => row.notices.find((old) => old.what === notice.what) ?? notice),
    ...(fresh || more ? { counts: await countAll(db, connectionId) } : {}),
  };
}

function unknownStatus(row: ConnectionRow, word: string, runs: number) {
  const vendor = vendorNames[row.vendor];
  return {
    what: `${vendor} tells a status that Terrapin does not know: ${word}.`,
    why: `${runs === 1 ? "One run carries" : `${runs} runs carry`} it. Unfinished ones are shown as running, ended ones as failed, with ${vendor}'s own word beside.`,
    todo: `A newer Terrapin may know it; until then look at these runs in ${vendor}.`,
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
  { db, scope, connectionId, now }: Pick<Reading, "db" | "scope" | "connectionId" | "now">,
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
