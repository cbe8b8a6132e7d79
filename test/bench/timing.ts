import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds. */
export type Timing = { median: number; p95: number; rounds: number };

export function timingOf(ms: readonly number[]): Timing {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), rounds: sorted.length };
}

const warmUp = 10;

/** Times `ask(i)` one after the other, after some rounds that do not count. */
export async function timed(
  rounds: number,
  ask: (i: number) => Promise<unknown>,
  warm = warmUp,
): Promise<Timing> {
  for (let i = 0; i < warm; i++) await ask(i);
  const ms: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const begun = performance.now();
    await ask(warm + i);
    ms.push(performance.now() - begun);
  }
  return timingOf(ms);
}

/** Asks over and over until `done` says so, and times each. */
export async function timedUntil(
  done: () => Promise<boolean>,
  ask: (i: number) => Promise<unknown>,
): Promise<Timing> {
  const ms: number[] = [];
  for (let i = 0; !(await done()); i++) {
    const begun = performance.now();
    await ask(i);
    ms.push(performance.now() - begun);
    // A reader's pace, so that the measuring is not the load.
    await pause(20);
  }
  return timingOf(ms);
}
