/** When to try again. Time and randomness are arguments. */

const HOUR_MS = 3_600_000;

/** Reads `Retry-After`, seconds or an HTTP date, as milliseconds from `nowMs`; null when absent or unreadable. */
export function parseRetryAfter(value: string | null | undefined, nowMs: number): number | null {
  if (value == null || value.trim() === "") return null;
  const text = value.trim();
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), HOUR_MS);
}

/**
 * How long to wait after an answer whose `RateLimit-Remaining` is used up, in milliseconds. `RateLimit-Reset` is a Unix
 * time at some vendors and seconds from now in the IETF draft: both are read.
 */
export function rateLimitPauseMs(remaining: string | null, reset: string | null, nowMs: number): number {
  if (remaining === null || reset === null || remaining.trim() === "" || Number(remaining) > 0) return 0;
  const value = Number(reset);
  if (!Number.isFinite(value) || value <= 0) return 0;
  const ms = value > 1_000_000_000 ? value * 1000 - nowMs : value * 1000;
  return Math.min(Math.max(ms, 0), HOUR_MS);
}

/**
 * Exponential back-off with jitter: half of the step is fixed, half is random, so that clients do not retry together.
 * @param attempt 0 for the first retry
 * @param random a number in [0, 1)
 */
export function backoffMs(attempt: number, random: number, baseMs = 500, capMs = 15_000): number {
  const step = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20));
  return Math.round(step / 2 + (step / 2) * random);
}
