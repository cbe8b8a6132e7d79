"use client";
import { formatAgo, formatClock, formatDate, formatExact } from "./format-time";
import { useClockText, useHydrated } from "./use-clock";

/** A relative time that updates itself. The tooltip shows the exact time in the reader's zone. */
export function TimeAgo({ at, ago = true, className }: { at: string; ago?: boolean; className?: string }) {
  const text = useClockText((now) => formatAgo(at, now, ago), formatDate(at, "UTC"));
  const hydrated = useHydrated();
  return (
    <time
      dateTime={at}
      title={formatExact(at, hydrated ? undefined : "UTC")}
      className={className ?? "whitespace-nowrap"}
    >
      {text}
    </time>
  );
}

/** A date with the exact time as tooltip. */
export function Day({ at }: { at: string }) {
  const zone = useHydrated() ? undefined : "UTC";
  return (
    <time dateTime={at} title={formatExact(at, zone)} className="whitespace-nowrap">
      {formatDate(at, zone)}
    </time>
  );
}

/** A date and time of day, "24 Nov, 09:41", to the second in the tooltip. */
export function Moment({ at }: { at: string }) {
  const zone = useHydrated() ? undefined : "UTC";
  return (
    <time dateTime={at} title={formatExact(at, zone)} className="num whitespace-nowrap">
      {formatDate(at, zone)}, {formatClock(at, zone)}
    </time>
  );
}
