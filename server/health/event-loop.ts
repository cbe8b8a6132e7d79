import "server-only";
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 20;

type Histogram = ReturnType<typeof monitorEventLoopDelay>;

/** On globalThis: instrumentation starts it, and route handlers read it from their own copy of this module. */
const held = globalThis as typeof globalThis & { terrapinEventLoop?: Histogram };

/** Begins to measure by how much timers come late in this process. */
export function measureEventLoop(): void {
  if (held.terrapinEventLoop) return;
  held.terrapinEventLoop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  held.terrapinEventLoop.enable();
}

export type Lag = { mean: number; p99: number; max: number };

/** Seconds of lateness since the last call, which begins the next stretch; null where nothing is measured. */
export function takeEventLoopLag(): Lag | null {
  const histogram = held.terrapinEventLoop;
  if (!histogram || histogram.count === 0) return null;
  // The histogram holds the whole intervals, in nanoseconds.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
  const lag = { mean: late(histogram.mean), p99: late(histogram.percentile(99)), max: late(histogram.max) };
  histogram.reset();
  return lag;
}
