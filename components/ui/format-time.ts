/**
 * Texts of durations and times. One rule rounds them everywhere: what has passed rounds down, as a person's age does
 * (3 h 59 min ago is "3 h ago"); what remains rounds to the nearest (6 d 23 h are "in 7 d").
 */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const month = 30.44 * day;
const year = 365.25 * day;

const two = (n: number) => String(n).padStart(2, "0");

/** How long something took, in its two largest units: "340 ms", "8.2 s", "6 m 12 s", "1 h 04 m", "3 d 21 h". */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "—";
  const length = Math.max(0, ms);
  if (length < second) return `${Math.floor(length)} ms`;
  if (length < 10 * second) return `${(Math.floor(length / 100) / 10).toFixed(1)} s`;
  if (length < minute) return `${Math.floor(length / second)} s`;
  if (length < hour)
    return `${Math.floor(length / minute)} m ${two(Math.floor((length % minute) / second))} s`;
  if (length < day) return `${Math.floor(length / hour)} h ${two(Math.floor((length % hour) / minute))} m`;
  return `${Math.floor(length / day)} d ${Math.floor((length % day) / hour)} h`;
}

/** An age in one unit: "12 s", "18 min", "3 h", "4 d", "5 mo", "2 y". */
export function formatAge(ms: number): string {
  const length = Math.max(0, ms);
  if (length < minute) return `${Math.floor(length / second)} s`;
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < day) return `${Math.floor(length / hour)} h`;
  if (length < 60 * day) return `${Math.floor(length / day)} d`;
  if (length < 730 * day) return `${Math.floor(length / month)} mo`;
  return `${Math.floor(length / year)} y`;
}

/** The time left, in one unit: "40 s", "18 min", "36 h", "7 d", "5 mo", "2 y". */
export function formatRemaining(ms: number): string {
  const length = Math.max(0, ms);
  const whole = (unit: number) => Math.round(length / unit);
  if (whole(second) < 60) return `${whole(second)} s`;
  if (whole(minute) < 60) return `${whole(minute)} min`;
  if (whole(hour) < 48) return `${whole(hour)} h`;
  if (whole(day) < 60) return `${whole(day)} d`;
  if (whole(month) < 24) return `${whole(month)} mo`;
  return `${whole(year)} y`;
}

/**
 * A time relative to `now` (ms since 1970): "just now", "3 h ago", "in 2 d"; without `ago` only the distance.
 * `at` is ISO 8601.
 */
export function formatAgo(at: string, now: number, ago = true): string {
  const age = now - Date.parse(at);
  if (Number.isNaN(age)) return at;
  if (Math.abs(age) < 5 * second) return "just now";
  if (age < 0) return `in ${formatRemaining(-age)}`;
  return ago ? `${formatAge(age)} ago` : formatAge(age);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formatters.get(key) ?? new Intl.DateTimeFormat("en-GB", options);
  formatters.set(key, known);
  return known;
}

/** The date of a time in `zone`, by default the reader's: "21 Nov", with the year if it is not the current one. */
export function formatDate(at: string | number, zone?: string, now = Date.now()): string {
  const date = new Date(at);
  const sameYear = date.getUTCFullYear() === new Date(now).getUTCFullYear();
  return formatter({
    day: "numeric",
    month: "short",
    year: sameYear ? undefined : "numeric",
    timeZone: zone,
  }).format(date);
}

/** Hour and minute of a time in `zone`, by default the reader's: "09:41". */
export function formatClock(at: string | number, zone?: string): string {
  return formatter({ hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(at));
}

/** A time to the second with its zone: "21 November 2026, 09:41:07 GMT+1". */
export function formatExact(at: string | number, zone?: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return formatter({
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone: zone,
  })
    .format(date)
    .replace(" at ", ", ");
}
