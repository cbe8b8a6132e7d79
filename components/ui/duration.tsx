"use client";
import { formatDuration } from "./format-time";
import { useClockText } from "./use-clock";

/** A length of time, `6 m 12 s`; a dash where there is none. `ms` in milliseconds. */
export function Duration({ ms }: { ms: number | null | undefined }) {
  return <span className="num whitespace-nowrap">{formatDuration(ms)}</span>;
}

/** How long something has been going on since the moment `since` (ISO 8601), counting. */
export function Elapsed({ since }: { since: string }) {
  const text = useClockText(
    (now) => formatDuration(Math.floor((now - Date.parse(since)) / 1000) * 1000),
    "—",
  );
  return <span className="num whitespace-nowrap">{text}</span>;
}
