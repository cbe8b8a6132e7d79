/** A day of the reader's calendar as date fields write it: `2026-11-24`. */
export type CalendarDay = string;

const two = (n: number) => String(n).padStart(2, "0");

/** The day on which a time lies, in the zone of the machine. @param at ISO 8601 */
export function dayOf(at: string): CalendarDay {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first instant of a day, or of the one `later` days after it; null for what is no day. */
export function startOf(day: CalendarDay, later = 0): string | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (!year || !month || !date) return null;
  return new Date(Number(year), Number(month) - 1, Number(date) + later).toISOString();
}

/** The last day before a time that is the end of a range. */
export const dayBefore = (end: string): CalendarDay => dayOf(new Date(Date.parse(end) - 1).toISOString());
