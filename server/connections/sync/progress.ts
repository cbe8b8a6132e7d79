import type { Progress } from "@/server/foundation/db/tables/connections";

/** A shorter sync shows no progress: a bar that flashes every half minute is noise. */
const QUIET_MS = 1_500;
/** The shortest pause between two updates. */
const UPDATE_EVERY_MS = 1_000;

/** Counts the steps of a sync and decides when to store its progress. The time is an argument. */
export function countProgress(startedMs: number) {
  let phase = "";
  let done = 0;
  let total: number | null = null;
  let updatedMs = startedMs;

  return {
    /** Begins a new part of the sync, at zero. */
    begin(name: string, of: number | null = null) {
      phase = name;
      done = 0;
      total = of;
    },
    /** `remaining` is about how many are left after this step; null while unknown. */
    step(name: string, n: number, remaining: number | null) {
      phase = name;
      done += n;
      total = remaining === null ? total : done + remaining;
    },
    /** The progress to store now; undefined when the sync is still short or the last update is recent. */
    due(nowMs: number): Progress | undefined {
      if (nowMs - startedMs < QUIET_MS || nowMs - updatedMs < UPDATE_EVERY_MS) return undefined;
      updatedMs = nowMs;
      return { phase, done, total, startedAt: new Date(startedMs).toISOString() };
    },
  };
}

export type CountedProgress = ReturnType<typeof countProgress>;
