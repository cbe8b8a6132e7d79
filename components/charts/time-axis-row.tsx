"use client";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useState } from "react";
import { LaneDrawing } from "./time-axis-lane";
import { LaneFrame } from "./time-axis-lane-frame";
import { entriesOf, type Lane, type LaneEntry, laneHeight, nearestEntry } from "./time-axis-lanes";

/** One lane of the axis. The arrow keys walk what stands in it, Enter follows. */
export function LaneRow(props: {
  lane: Lane;
  x: (ms: number) => number;
  width: number;
  end: number;
  at: number | null;
  reach: number;
  setCursor: (px: number | null) => void;
  setSaid: (said: { lane: string; entry: LaneEntry } | null) => void;
  /** Zooms where the key is one of zooming, and says whether it was. */
  zoom: (event: KeyboardEvent) => boolean;
}) {
  const { lane, x, width, end, at, reach, setCursor, setSaid, zoom } = props;
  const router = useRouter();
  const height = laneHeight(lane);
  const entries = entriesOf(lane, end).filter((entry) => x(entry.to) >= 0 && x(entry.from) <= width);
  const [walked, setWalked] = useState(-1);
  const hit = at === null || lane.kind !== "line" ? null : nearestEntry(entries, at, reach * 4);

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
    <LaneFrame lane={lane}>
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
    </LaneFrame>
  );
}
