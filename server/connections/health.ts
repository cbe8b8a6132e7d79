import type { z } from "zod";
import { type Connection, type connectionStatus, defaultEverySeconds, type Options } from "./schema";

/** The state of a connection. Time and randomness are arguments. */

/** A sync this much overdue means that no worker runs. */
const LATE_MS = 5 * 60_000;
const LONGEST_PAUSE_MS = 30 * 60_000;

type Facts = {
  pausedAt: string | null;
  error: unknown;
  lastSyncAt: string | null;
  nextSyncAt: string | null;
};

export function statusOf(facts: Facts, nowMs: number): z.infer<typeof connectionStatus> {
  if (facts.pausedAt) return "paused";
  if (facts.error) return "failing";
  if (facts.nextSyncAt && nowMs - Date.parse(facts.nextSyncAt) > LATE_MS) return "late";
  return facts.lastSyncAt ? "healthy" : "new";
}

/** Seconds since everything had been read; null before the first complete sync. */
export function lagSecondsOf(lastSyncAt: string | null, nowMs: number): number | null {
  return lastSyncAt === null ? null : Math.max(0, Math.floor((nowMs - Date.parse(lastSyncAt)) / 1000));
}

/** Seconds left at the pace so far; null while unknown. */
export function etaSecondsOf(
  progress: { done: number; total: number | null; startedAt: string },
  nowMs: number,
): number | null {
  const { done, total } = progress;
  if (total === null || done <= 0) return null;
  const elapsed = nowMs - Date.parse(progress.startedAt);
  return Math.max(0, Math.round((elapsed * Math.max(0, total - done)) / done / 1000));
}

export const everySecondsOf = (options: Options): number => options.everySeconds ?? defaultEverySeconds;

/**
 * How long to wait after a failure, in milliseconds: twice as long each time, at most half an hour, never shorter than
 * the system asked for, and up to a fifth longer by chance, so that connections do not retry together.
 * @param failures how many there were in a row, this one included
 * @param random a number in [0, 1)
 */
export function retryAfterFailureMs(
  failures: number,
  everySeconds: number,
  retryAfterMs: number | null,
  random: number,
): number {
  const doubled = everySeconds * 1000 * 2 ** Math.min(Math.max(failures - 1, 0), 20);
  const pause = Math.max(
    Math.min(doubled, Math.max(LONGEST_PAUSE_MS, everySeconds * 1000)),
    retryAfterMs ?? 0,
  );
  return Math.round(pause * (1 + random / 5));
}

type Cursor = Connection["cursor"][number];

/** The readable part of a stream's cursor. */
export function readableCursor(stream: string, cursor: unknown, readAt: string): Cursor {
  const fields = new Map(Object.entries(typeof cursor === "object" && cursor !== null ? cursor : {}));
  const upTo = fields.get("startedTo") ?? fields.get("changedTo");
  const past = fields.get("past");
  const before = typeof past === "object" && past !== null && "before" in past ? past.before : null;
  return { stream, upTo: instantOf(upTo), backTo: instantOf(before), readAt };
}

const instantOf = (ms: unknown): string | null =>
  typeof ms === "number" && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : null;
