import { createHash } from "node:crypto";

/**
 * The sample is a recording of sixty-one days, moved by whole days so that its last day is the day of the first start.
 * Times keep their time of day; what the recording holds for the rest of a day is not shown before its time. After the
 * last day the sample goes on: the last week repeats each week, under new ids and later times.
 */

export const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;

/** The day a moment lies in, in UTC, counted since 1970. */
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** The midnight after a moment, in UTC. */
export const endOfDay = (ms: number): number => (dayOf(ms) + 1) * DAY_MS;

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

/** The commit that stands for a recorded one when its week is repeated the nth time. */
export const repeatedSha = (sha: string, n: number): string =>
  createHash("sha1").update(`${sha} ${n}`).digest("hex");
