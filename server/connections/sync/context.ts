import "server-only";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { ProjectScope } from "@/server/access/access";
import type { Backend } from "@/server/backends/types";
import { announce } from "@/server/events/announce";
import type { noun } from "@/server/events/schema";
import type { Db, Tx } from "@/server/foundation/db/open";
import type { CountedProgress } from "./progress";
import { requireActive } from "./store-state";

/** The shortest pause between two announcements of one noun. */
const ANNOUNCE_EVERY_MS = 1_500;

/** What the parts of one sync share. */
export type SyncContext = {
  db: Db;
  scope: ProjectScope;
  connectionId: string;
  backend: Backend;
  signal: AbortSignal;
  now: () => number;
  /** A person asked for it: what leaves no time of change is read again too. */
  again: boolean;
  progress: CountedProgress;
  /** Whether anything was written that pages show. */
  wrote: boolean;
  /** What it met that did not stop it, by its words, for the connection's page. */
  notices: Map<string, { what: string; why: string; todo: string }>;
  announced: Map<Noun, number>;
};

type Noun = z.infer<typeof noun>;

/**
 * Runs one step of a sync in a transaction of its own. It does not wait for the disk: a crash may lose the last steps, rows
 * and cursor together, and they are read again.
 */
export async function inStep<T>(sync: SyncContext, work: (tx: Tx) => Promise<T>): Promise<T> {
  sync.signal.throwIfAborted();
  return sync.db.transaction(async (tx) => {
    await tx.execute(sql`set local synchronous_commit to off`);
    const progress = sync.progress.due(sync.now());
    await requireActive(tx, sync.connectionId, progress);
    if (progress)
      await announce(tx, { project: sync.scope.projectId, noun: "connections", id: sync.connectionId });
    return work(tx);
  });
}

/** Announces to open pages that rows of a noun changed, at most once a pause. */
export async function announceChange(sync: SyncContext, tx: Tx, what: Noun): Promise<void> {
  sync.wrote = true;
  const nowMs = sync.now();
  if (nowMs - (sync.announced.get(what) ?? 0) < ANNOUNCE_EVERY_MS) return;
  sync.announced.set(what, nowMs);
  await announce(tx, { project: sync.scope.projectId, noun: what, id: null });
}
