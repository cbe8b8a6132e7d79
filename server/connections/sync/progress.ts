import type { Progress } from "@/server/foundation/db/tables/connections";

/** A reading shorter than this shows no progress: every half minute a bar that flashes helps nobody. */
const QUIET_MS = 1_500;
const TELL_EVERY_MS = 1_000;

/** Counts a reading's steps and says when they are worth showing. No clock in here: `now` comes in. */
export function countProgress(startedMs: number) {
  let phase = "";
  let done = 0;
  let total: number | null = null;
  let toldMs = startedMs;

  return {
    /** A new part of the reading begins at nothing. */
    begin(name: string, of: number | null = null) {
      phase = name;
      done = 0;
      total = of;
    },
    /** `remaining` is what is still to come after this step; null while nothing tells. */
    step(name: string, n: number, remaining: number | null) {
      phase = name;
      done += n;
      total = remaining === null ? total : done + remaining;
    },
    /** What to show now; undefined when it is too early, or was told a moment ago. */
    due(nowMs: number): Progress | undefined {
      if (nowMs - startedMs < QUIET_MS || nowMs - toldMs < TELL_EVERY_MS) return undefined;
      toldMs = nowMs;
      return { phase, done, total, startedAt: new Date(startedMs).toISOString() };
    },
  };
}

export type CountedProgress = ReturnType<typeof countProgress>;
