import type { Bound } from "@/server/gates/kind";

/** One window of 24 hours of a live metric. Values that are NaN or infinite are left out of the mean and of `n`. */
export type Window = { mean: number; n: number };

export type LiveState = {
  /** `unmeasured`: no value in the last 24 hours; `unbounded`: no policy sets a bound. */
  state: "within" | "broken" | "unbounded" | "unmeasured";
  /** How many windows ago the bound was last broken, where it is kept now; null where it was not. */
  brokenAgo: number | null;
};

const breaks = (bound: Bound, { mean }: Window): boolean =>
  bound.kind === "atLeast" ? mean < bound.value : mean > bound.value;

/**
 * How a live metric stands to its policy's bound, by means of 24 hours.
 * @param windows the last 24 hours first; null where nothing was measured
 */
export function liveState(windows: readonly (Window | null)[], bound: Bound | null): LiveState {
  const [now, ...before] = windows;
  if (!now) return { state: "unmeasured", brokenAgo: null };
  if (!bound) return { state: "unbounded", brokenAgo: null };
  if (breaks(bound, now)) return { state: "broken", brokenAgo: null };
  const last = before.findIndex((window) => window !== null && breaks(bound, window));
  return { state: "within", brokenAgo: last < 0 ? null : last + 1 };
}
