import "server-only";
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 20;

type Histogram = ReturnType<typeof monitorEventLoopDelay>;

/** On globalThis: instrumentation starts it, and route handlers read it through their own copy of this module. */
const shared = globalThis as typeof globalThis & { terrapinEventLoop?: Histogram };

/** Starts measuring the delay of timers in this process. */
export function measureEventLoop(): void {
  if (shared.terrapinEventLoop) return;
  shared.terrapinEventLoop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  shared.terrapinEventLoop.enable();
}

export type Lag = { mean: number; p99: number; max: number };

/** Timer delays since the last call, in seconds; each call starts a new interval. Null where nothing is measured. */
export function takeEventLoopLag(): Lag | null {
  const histogram = shared.terrapinEventLoop;
  if (!histogram || histogram.count === 0) return null;
  // The histogram records whole intervals, in nanoseconds.
  const delay = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
  const lag = {
    mean: delay(histogram.mean),
    p99: delay(histogram.percentile(99)),
    max: delay(histogram.max),
  };
  histogram.reset();
  return lag;
}
