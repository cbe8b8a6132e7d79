const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const two = (n: number) => String(n).padStart(2, "0");

/** A duration in its two largest units: "340 ms", "8.2 s", "6 m 12 s", "1 h 04 m", "3 d 21 h". */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "—";
  const length = Math.max(0, ms);
  if (length < 999.5) return `${Math.round(length)} ms`;
  if (length < 9.95 * second) return `${(length / second).toFixed(1)} s`;
  const whole = Math.round(length / second) * second;
  if (whole < minute) return `${whole / second} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} m ${two((whole % minute) / second)} s`;
  if (whole < day) return `${Math.floor(whole / hour)} h ${two(Math.floor((whole % hour) / minute))} m`;
  return `${Math.floor(whole / day)} d ${Math.floor((whole % day) / hour)} h`;
}

/** An age in one unit: "12 s", "18 min", "3 h", "4 d", "5 mo", "2 y". */
export function formatAge(ms: number): string {
  const length = Math.max(0, ms);
  if (length < minute) return `${Math.floor(length / second)} s`;
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < day) return `${Math.floor(length / hour)} h`;
  if (length < 60 * day) return `${Math.floor(length / day)} d`;
  if (length < 730 * day) return `${Math.floor(length / (30.44 * day))} mo`;
  return `${Math.floor(length / (365.25 * day))} y`;
}

/**
 * A time relative to `now` (ms since 1970): "just now", "3 h ago", "in 2 d"; without `ago` only the distance.
 * `at` is ISO 8601.
 */
export function formatAgo(at: string, now: number, ago = true): string {
  const age = now - Date.parse(at);
  if (Number.isNaN(age)) return at;
  if (Math.abs(age) < 5 * second) return "just now";
  if (age < 0) return `in ${formatAge(-age)}`;
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
