/** The recording's own days: day 0 is its first, day 60 its last, which is played as today. All times are UTC. */

const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
export const LAST_DAY = 60;

const first = (lastDay: string): number => Date.parse(`${lastDay}T00:00:00Z`) - LAST_DAY * 24 * HOUR_MS;

export type Calendar = ReturnType<typeof calendarUpTo>;

/** @param lastDay the recording's last day, `2026-11-24` */
export function calendarUpTo(lastDay: string) {
  const start = first(lastDay);
  return {
    /** The recording's very end: the midnight after its last day. */
    end: start + (LAST_DAY + 1) * 24 * HOUR_MS,
    start,
    /** Milliseconds since 1970 of a day and a time of day such as `09:40`. */
    at(day: number, time: string): number {
      const [hours = 0, minutes = 0] = time.split(":").map(Number);
      return start + day * 24 * HOUR_MS + hours * HOUR_MS + minutes * MINUTE_MS;
    },
    /** 0 is Sunday. */
    weekday: (day: number): number => new Date(start + day * 24 * HOUR_MS).getUTCDay(),
    month: (day: number): string => new Date(start + day * 24 * HOUR_MS).toISOString().slice(0, 7),
    dayOf: (ms: number): number => Math.floor((ms - start) / (24 * HOUR_MS)),
  };
}

/** Numbers between 0 and 1 that are the same at each export (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
