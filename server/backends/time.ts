/** Vendors' times as ISO 8601 in UTC with milliseconds. What is no time, or outside the years 1–9999, is null. */

const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const FIRST_MS = Date.parse("0001-01-01T00:00:00.000Z");

/** Milliseconds since 1970 as an instant; null when absent, zero (which stands for none) or out of range. */
export function instantOfMs(ms: number | null | undefined): string | null {
  if (ms == null || ms === 0 || !Number.isFinite(ms) || ms < FIRST_MS || ms > LAST_MS) return null;
  return new Date(ms).toISOString();
}

const SPACED = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ?(UTC|Z|[+-]\d\d:?\d\d)$/;

/** ISO 8601, or with spaces, such as `2016-08-12 15:23:28 UTC` and `2021-04-28 21:50:00 +0200`. */
export function instantOfText(text: string | null | undefined): string | null {
  if (text == null) return null;
  const spaced = SPACED.exec(text.trim());
  const iso = spaced ? `${spaced[1]}T${spaced[2]}${spaced[3] === "UTC" ? "Z" : spaced[3]}` : text.trim();
  const ms = Date.parse(iso);
  return Number.isNaN(ms) || ms < FIRST_MS || ms > LAST_MS ? null : new Date(ms).toISOString();
}

/** Milliseconds between two instants; null unless both are known and in order. */
export function durationBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const ms = Date.parse(to) - Date.parse(from);
  return ms >= 0 ? ms : null;
}
