import type { Better } from "@/server/comparisons/better";
import { gainOf } from "@/server/comparisons/compare";
import { formatChange } from "./words";

/** One measure in the seven days up to now and in the seven before. */
export type Compared =
  | { kind: "live"; before: number; after: number; better: Better; beforeSpread: number }
  | { kind: "duration"; before: number; after: number; beforeCount: number; afterCount: number }
  | { kind: "failures"; beforeFailed: number; beforeCount: number; afterFailed: number; afterCount: number }
  | { kind: "feedback"; beforeBad: number; afterBad: number };

/** Fewer runs than this say nothing about a pipeline. */
const enough = 5;

/**
 * Whether a measure got worse enough to be named, and how much worse relative to before (for ordering).
 * A live metric must leave twice its own spread; durations a fifth; failures ten points and three runs;
 * complaints must double and be three at least.
 * @returns null when it did not
 */
export function gotWorse(c: Compared): { change: string; severity: number } | null {
  switch (c.kind) {
    case "live": {
      const loss = gainOf(c.before, c.after, c.better) ?? 0;
      if (!(loss > Math.max(2 * c.beforeSpread, 0.001 * Math.abs(c.before)))) return null;
      return { change: formatChange(c.after - c.before), severity: loss / (Math.abs(c.before) || 1) };
    }
    case "duration": {
      if (c.beforeCount < enough || c.afterCount < enough || c.before <= 0) return null;
      const ratio = c.after / c.before - 1;
      if (ratio < 0.2 || c.after - c.before < 5_000) return null;
      return { change: `+${Math.round(ratio * 100)} %`, severity: ratio };
    }
    case "failures": {
      if (c.afterCount < enough || c.afterFailed < 3) return null;
      const before = c.beforeCount > 0 ? c.beforeFailed / c.beforeCount : 0;
      const rise = c.afterFailed / c.afterCount - before;
      if (rise < 0.1) return null;
      return { change: `${c.afterFailed} of ${c.afterCount}`, severity: rise };
    }
    case "feedback": {
      if (c.afterBad < 3 || c.afterBad < 2 * c.beforeBad) return null;
      return {
        change: `${c.afterBad}, was ${c.beforeBad}`,
        severity: c.afterBad / Math.max(1, c.beforeBad) / 10,
      };
    }
  }
}
