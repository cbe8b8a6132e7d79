import "server-only";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { ProjectScope } from "@/server/access/access";
import type { Backend } from "@/server/backends/types";
import { announce } from "@/server/events/announce";
import type { noun } from "@/server/events/schema";
import type { Db, Tx } from "@/server/foundation/db/open";
import type { CountedProgress } from "./progress";
import { goOn } from "./store-state";

/** How often open pages are told of a long reading, at most. */
const ANNOUNCE_EVERY_MS = 1_500;

/** One reading of one connection: what its parts share. */
export type Reading = {
  db: Db;
  scope: ProjectScope;
  connectionId: string;
  backend: Backend;
  signal: AbortSignal;
  now: () => number;
  progress: CountedProgress;
  /** Whether anything was written that pages show. */
  wrote: boolean;
  /** What it met without being stopped: words for the connection's page. */
  notices: Map<string, { what: string; why: string; todo: string }>;
  announced: Map<Noun, number>;
};

type Noun = z.infer<typeof noun>;

/**
 * A step of a reading, in a transaction of its own, small enough that nobody waits for it. The disk is not waited for
 * either: rows and cursor are lost together or not at all, and then read again.
 */
export async function step<T>(reading: Reading, work: (tx: Tx) => Promise<T>): Promise<T> {
  reading.signal.throwIfAborted();
  return reading.db.transaction(async (tx) => {
    await tx.execute(sql`set local synchronous_commit to off`);
    const progress = reading.progress.due(reading.now());
    await goOn(tx, reading.connectionId, progress);
    if (progress)
      await announce(tx, { project: reading.scope.projectId, noun: "connections", id: reading.connectionId });
    return work(tx);
  });
}

/** Tells open pages that runs (or metrics) changed, not more often than they can read again. */
export async function tell(reading: Reading, tx: Tx, what: Noun): Promise<void> {
  reading.wrote = true;
  const nowMs = reading.now();
  if (nowMs - (reading.announced.get(what) ?? 0) < ANNOUNCE_EVERY_MS) return;
  reading.announced.set(what, nowMs);
  await announce(tx, { project: reading.scope.projectId, noun: what, id: null });
}
