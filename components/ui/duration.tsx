"use client";
import { formatDuration } from "./format-time";
import { useClockText } from "./use-clock";

/** A duration such as `6 m 12 s`, or a dash. `ms` is in milliseconds. */
export function Duration({ ms }: { ms: number | null | undefined }) {
  return <span className="num whitespace-nowrap">{formatDuration(ms)}</span>;
}

/** The time passed since `since` (ISO 8601), updated every second. */
export function Elapsed({ since }: { since: string }) {
  // Whole seconds: tenths would stand still between two ticks of the clock.
  const text = useClockText(
    (now) => formatDuration(Math.floor((now - Date.parse(since)) / 1000) * 1000),
    "—",
  );
  return <span className="num whitespace-nowrap">{text}</span>;
}
