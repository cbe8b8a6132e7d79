"use client";
import { type KeyboardEvent, useId, useSyncExternalStore } from "react";
import type { CursorStore, XKind } from "./chart-group";
import { innerSize, type PlotLayout, scalesOf } from "./plot-layout";
import { useDragRange } from "./use-drag-range";

/** One line of the tooltip. A dot marks its value at `x` and `y`, in the units of the axes, where both are given. */
export type ReadingLine = { label: string; colour: string; text: string; x?: number; y?: number };
/** What a chart has at one x: the name of the position, the values, and for bars the range they cover. */
export type Reading = { where: string; lines: readonly ReadingLine[]; stretch?: [number, number] };

/**
 * The interactive layer over a chart: crosshair, tooltip, drag to select a range, arrow keys. It never renders the
 * chart below it again. The crosshair follows the pointer in every chart of the group whose x axis is of the same
 * kind; a position reached by keys is read out by the chart that has the focus.
 */
export function PlotOverlay(props: {
  layout: PlotLayout;
  kind: XKind;
  cursor: CursorStore;
  /** Where the arrow keys stop, in order. */
  stops: readonly number[];
  read: (x: number) => Reading | null;
  /** The chart in words. */
  label: string;
  onRange?: (from: number | null, to: number | null) => void;
  /** A press that is no drag, and Enter. */
  onChoose?: (x: number) => void;
}) {
  const { layout, kind, cursor, stops, read, label, onRange, onChoose } = props;
  const chart = useId();
  const at = useSyncExternalStore(cursor.subscribe, cursor.get, () => null);
  const { x, back } = scalesOf(layout);
  const inner = innerSize(layout);
  const { drag, pixelOf, handlers } = useDragRange(
    inner.width,
    onRange && ((left, right) => onRange(back(left + layout.left), back(right + layout.left))),
    onChoose && ((pressed) => onChoose(back(pressed + layout.left))),
  );
  const seen = at?.kind === kind && at.x >= layout.x[0] && at.x <= layout.x[1] ? at : null;
  const reading = seen && read(seen.x);
  const mine = seen?.chart === chart && seen.moved === "keys";
  const put = (value: number, moved: "pointer" | "keys") => cursor.set({ kind, x: value, chart, moved });

  function press(event: KeyboardEvent) {
    if (event.key === "Enter" && mine && onChoose) onChoose(seen.x);
    else if (event.key === "Escape" && seen) cursor.set(null);
    else {
      const to = walk(event.key, stops, mine ? seen.x : null);
      if (to === null) return;
      put(to, "keys");
    }
    event.preventDefault();
  }

  return (
    <>
      <button
        type="button"
        aria-label={`${label}. Arrow keys walk the points.`}
        className="absolute touch-pan-y cursor-crosshair rounded-s select-none"
        style={{ left: layout.left, top: 0, width: inner.width, height: layout.height - layout.bottom }}
        {...handlers}
        onPointerMove={(event) => {
          handlers.onPointerMove(event);
          put(back(layout.left + pixelOf(event)), "pointer");
        }}
        onPointerLeave={() => {
          handlers.onPointerLeave();
          cursor.set(null);
        }}
        onDoubleClick={() => onRange?.(null, null)}
        onKeyDown={press}
        onBlur={() => mine && cursor.set(null)}
      >
        {drag && (
          <span
            className="absolute inset-y-0 bg-accent/15"
            style={{ left: drag[0], width: drag[1] - drag[0] }}
          />
        )}
      </button>
      {seen && <Crosshair {...{ layout, reading }} at={x(seen.x)} />}
      {seen && reading && <Tooltip {...{ layout, reading }} at={x(seen.x)} />}
      <p aria-live="polite" className="sr-only">
        {mine &&
          reading &&
          `${reading.where}: ${reading.lines.map((line) => `${line.label} ${line.text}`).join(", ")}`}
      </p>
    </>
  );
}

/** The stop that a key moves to from `now`; null for other keys. Without a crosshair, left starts at the last stop. */
function walk(key: string, stops: readonly number[], now: number | null): number | null {
  const index = now === null ? -1 : stops.indexOf(now);
  const last = stops.length - 1;
  const next = {
    ArrowLeft: index < 0 ? last : index - 1,
    ArrowRight: index < 0 ? 0 : index + 1,
    Home: 0,
    End: last,
  }[key];
  return next === undefined ? null : (stops[Math.max(0, Math.min(last, next))] ?? null);
}

function Crosshair({ layout, reading, at }: { layout: PlotLayout; reading: Reading | null; at: number }) {
  const { x, y } = scalesOf(layout);
  const stretch = reading?.stretch;
  return (
    <svg
      aria-hidden="true"
      width={layout.width}
      height={layout.height}
      className="pointer-events-none absolute inset-0"
    >
      {stretch ? (
        <rect
          x={x(stretch[0])}
          y={layout.top}
          width={Math.max(1, x(stretch[1]) - x(stretch[0]))}
          height={innerSize(layout).height}
          fill="var(--accent)"
          opacity="0.14"
        />
      ) : (
        <line x1={at} x2={at} y1={layout.top} y2={layout.height - layout.bottom} stroke="var(--edge)" />
      )}
      {reading?.lines.map(
        (line) =>
          line.x !== undefined &&
          line.y !== undefined && (
            <circle
              key={line.label}
              cx={x(line.x)}
              cy={y(line.y)}
              r="3"
              fill={line.colour}
              stroke="var(--surface)"
            />
          ),
      )}
    </svg>
  );
}

function Tooltip({ layout, reading, at }: { layout: PlotLayout; reading: Reading; at: number }) {
  const late = at > layout.width / 2;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-4 max-w-96 rounded-m border border-line bg-surface px-2 py-1 text-label shadow-float"
      style={late ? { right: layout.width - at + 10 } : { left: at + 10 }}
    >
      <div className="num whitespace-nowrap text-ink-3">{reading.where}</div>
      {reading.lines.map((line) => (
        <div key={line.label} className="flex items-center gap-2">
          <span className="h-0.5 w-3 flex-none" style={{ background: line.colour }} />
          <span className="truncate text-ink-2">{line.label}</span>
          <span className="num ml-auto pl-2 whitespace-nowrap">{line.text}</span>
        </div>
      ))}
    </div>
  );
}
