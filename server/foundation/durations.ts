/**
 * Durations in the server's own words. They round as the pages do (components/ui/format-time.ts; a test compares them):
 * what has passed rounds down.
 */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** What has passed, in one unit: "40 s", "12 min", "15 h", "4 d". @param ms milliseconds */
export function elapsedWords(ms: number): string {
  const length = Math.max(0, ms);
  if (length < minute) return `${Math.floor(length / second)} s`;
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < day) return `${Math.floor(length / hour)} h`;
  return `${Math.floor(length / day)} d`;
}

/** How long to wait before trying again. It rounds up: who waits that long is not turned away again. */
export function waitWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / second));
  return seconds <= 60 ? `${seconds} s` : `${Math.ceil(ms / minute)} min`;
}
