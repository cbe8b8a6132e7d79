/**
 * The sample is a recording of sixty-one days that is played so that its last day is today. Times move by whole days,
 * so that they keep their time of day; what the recording holds for the rest of today has not happened yet and is not
 * shown before its time.
 */

export const DAY_MS = 86_400_000;

/** The day a moment lies in, in UTC, counted since 1970. */
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/**
 * By how many days a recording moves.
 * @param lastDay the recording's last day, `2026-11-24`
 * @param now milliseconds since 1970
 */
export function shiftDays(lastDay: string, now: number): number {
  return dayOf(now) - dayOf(Date.parse(`${lastDay}T00:00:00Z`));
}

/** A recorded moment in milliseconds, moved. */
export const shiftMs = (ms: number, days: number): number => ms + days * DAY_MS;

/** A recorded ISO 8601 moment, moved; UTC with milliseconds. */
export const shiftInstant = (instant: string, days: number): string =>
  new Date(shiftMs(Date.parse(instant), days)).toISOString();
