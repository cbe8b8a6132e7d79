"use client";
import { useState } from "react";
import { useWidth } from "./use-width";

export type CountBucket = { from: string; to: string; total: number; bad: number };

/**
 * How many per stretch of time, the bad ones red at the foot. Dragging over it chooses a stretch, arrow keys walk
 * it, Enter chooses the bucket. `from` and `to` are ISO 8601; `say` puts a bucket into words.
 */
export function CountHistogram(props: {
  buckets: readonly CountBucket[];
  label: string;
  say: (bucket: CountBucket) => string;
  onRange?: (from: string, to: string) => void;
  height?: number;
}) {
  const { buckets, label, say, onRange, height = 56 } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const [start, setStart] = useState<number | null>(null);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.total));
  const step = buckets.length > 0 ? width / buckets.length : 0;
  const tall = (count: number) => (count > 0 ? Math.max(2, (count / most) * (height - 8)) : 0);
  const pick = (event: React.PointerEvent<Element>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.max(0, Math.min(buckets.length - 1, Math.floor(left / step)));
  };
  const choose = (one: number, other: number) => {
    const first = buckets[Math.min(one, other)];
    const last = buckets[Math.max(one, other)];
    if (first && last) onRange?.(first.from, last.to);
  };
  const shown = at === null ? null : buckets[at];
  const [left, right] = [Math.min(start ?? -1, at ?? -1), Math.max(start ?? -1, at ?? -1)];

  return (
    <div ref={ref} className="relative select-none" style={{ height }}>
      <button
        type="button"
        aria-label={shown ? `${label}: ${say(shown)}` : label}
        className="absolute inset-0 block touch-pan-y rounded-s -outline-offset-2"
        onPointerMove={(event) => setAt(pick(event))}
        onPointerLeave={() => {
          setAt(null);
          setStart(null);
        }}
        onPointerDown={(event) => onRange && setStart(pick(event))}
        onPointerUp={(event) => {
          if (start !== null && buckets.length > 0) choose(start, pick(event));
          setStart(null);
        }}
        onBlur={() => setAt(null)}
        onKeyDown={(event) => {
          const to = { ArrowLeft: (at ?? buckets.length) - 1, ArrowRight: (at ?? -1) + 1 }[event.key];
          if (to !== undefined) setAt(Math.max(0, Math.min(buckets.length - 1, to)));
          else if (event.key === "Enter" && at !== null) choose(at, at);
          else return;
          event.preventDefault();
        }}
      >
        <svg aria-hidden="true" width={width} height={height} className="block">
          {start !== null && at !== null && (
            <rect
              x={left * step}
              width={(right - left + 1) * step}
              height={height}
              fill="var(--accent-soft)"
            />
          )}
          {buckets.map((bucket, index) => {
            const bar = { x: index * step + step * 0.12, width: Math.max(1, step * 0.76) };
            const grey = tall(bucket.total);
            const red = Math.min(grey, tall(bucket.bad));
            return (
              <g key={bucket.from} opacity={at === index || at === null ? 1 : 0.6}>
                <rect {...bar} y={height - grey} height={grey} fill="var(--idle-mark)" opacity="0.55" />
                {red > 0 && <rect {...bar} y={height - red} height={red} fill="var(--bad-mark)" />}
              </g>
            );
          })}
        </svg>
      </button>
      {shown && at !== null && (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute top-0.5 z-2 rounded-s bg-ink px-1.5 text-label whitespace-nowrap text-surface"
          style={at * step > width / 2 ? { right: width - at * step + 4 } : { left: (at + 1) * step + 4 }}
        >
          {say(shown)}
        </span>
      )}
    </div>
  );
}
