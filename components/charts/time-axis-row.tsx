"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useState } from "react";
import { LaneDrawing } from "./time-axis-lane";
import { entriesOf, type Lane, type LaneEntry, laneHeight, lineTicks, nearestEntry } from "./time-axis-lanes";

/** Pixels beside a lane for the ends of its value axis. */
const axisWidth = 46;

/** One lane with its name and, of a curve, its value axis. The arrow keys walk what stands in it, Enter follows. */
export function LaneRow(props: {
  lane: Lane;
  x: (ms: number) => number;
  width: number;
  narrow: boolean;
  left: number;
  end: number;
  at: number | null;
  reach: number;
  setCursor: (px: number | null) => void;
  setSaid: (said: { lane: string; entry: LaneEntry } | null) => void;
  /** Zooms where the key is one of zooming, and says whether it was. */
  zoom: (event: KeyboardEvent) => boolean;
}) {
  const { lane, x, width, narrow, left, end, at, reach, setCursor, setSaid, zoom } = props;
  const router = useRouter();
  const height = laneHeight(lane);
  const entries = entriesOf(lane, end).filter((entry) => x(entry.to) >= 0 && x(entry.from) <= width);
  const ticks = lane.kind === "line" && width > 0 ? lineTicks(lane) : [];
  const [walked, setWalked] = useState(-1);
  const hit = at === null || lane.kind !== "line" ? null : nearestEntry(entries, at, reach * 4);
  const name = (
    <>
      <span className="truncate">{lane.label}</span>
      {lane.text && (
        <span className={`num truncate text-small ${lane.textTone === "bad" ? "text-bad" : "text-ink-3"}`}>
          {lane.text}
        </span>
      )}
    </>
  );

  function press(event: KeyboardEvent) {
    if (zoom(event)) {
      event.preventDefault();
      return;
    }
    const last = entries.length - 1;
    const next = { ArrowLeft: walked < 0 ? last : walked - 1, ArrowRight: walked + 1, Home: 0, End: last }[
      event.key
    ];
    const entry = next === undefined ? entries[walked] : entries[Math.max(0, Math.min(last, next))];
    if (!entry || (next === undefined && event.key !== "Enter")) return;
    event.preventDefault();
    if (next === undefined) {
      if (entry.href) router.push(entry.href);
      return;
    }
    setWalked(entries.indexOf(entry));
    setCursor(Math.max(0, Math.min(width, x((entry.from + entry.to) / 2))));
    setSaid({ lane: lane.label, entry });
  }

  return (
    <div className="relative" style={{ height: (narrow ? height + 18 : height) + 1 }}>
      <span aria-hidden="true" className="absolute right-0 bottom-0 h-px bg-line" style={{ left: -left }} />
      <span
        className={`absolute flex pl-3.5 text-ink-2 ${narrow ? "inset-x-0 top-0.5 items-center gap-2 pr-2" : "flex-col justify-center leading-4"}`}
        style={narrow ? undefined : { left: -left, width: left - (ticks.length > 0 ? axisWidth : 8), height }}
      >
        {lane.href ? (
          <Link href={lane.href} prefetch={false} className="contents hover:underline">
            {name}
          </Link>
        ) : (
          name
        )}
        {narrow && ticks.length > 0 && (
          <span className="num ml-auto text-small whitespace-nowrap text-ink-3">
            {ticks
              .map(({ text }) => text)
              .reverse()
              .join(" to ")}
          </span>
        )}
      </span>
      <div className="absolute inset-x-0 bottom-px" style={{ height }}>
        {!narrow &&
          ticks.map((tick, index) => (
            <span
              key={index === 0 ? "high" : "low"}
              aria-hidden="true"
              className="num pointer-events-none absolute text-small leading-3 whitespace-nowrap text-ink-3"
              style={{ top: tick.y - 6, right: width + 6 }}
            >
              {tick.text}
            </span>
          ))}
        {width > 0 && <LaneDrawing {...{ lane, x, width, height, end }} />}
        {hit && (
          <span
            aria-hidden="true"
            className="num pointer-events-none absolute top-0 rounded-s bg-surface/85 px-1 text-small text-ink"
            style={x(hit.from) > width - 80 ? { right: width - x(hit.from) + 4 } : { left: x(hit.from) + 4 }}
          >
            {hit.title}
          </span>
        )}
        <button
          type="button"
          aria-label={`${lane.label}, ${entries.length} in sight${entries[walked] ? `: ${entries[walked].title}` : ""}`}
          onKeyDown={press}
          onBlur={() => {
            setWalked(-1);
            setCursor(null);
            setSaid(null);
          }}
          className="pointer-events-none absolute inset-0 rounded-s -outline-offset-2"
        />
      </div>
    </div>
  );
}
