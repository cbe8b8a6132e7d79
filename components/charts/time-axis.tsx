"use client";
import { type KeyboardEvent, useState } from "react";
import { momentText } from "./clock";
import { linear } from "./scale";
import { AxisFoot, AxisFootOutline } from "./time-axis-foot";
import { LaneFrame } from "./time-axis-lane-frame";
import { type Band, type Lane, type LaneEntry, labelWidth, type Mark } from "./time-axis-lanes";
import { AxisList } from "./time-axis-list";
import { LaneRow } from "./time-axis-row";
import { useDragRange } from "./use-drag-range";
import { useWidth } from "./use-width";
import { type Stretch, zoomByKey } from "./zoom-keys";

const narrowBelow = 620;

/**
 * Lanes under one another on one scale of time with one crosshair, and trouble as a band through all of them.
 * `from` and `to` are ISO 8601, as are those of `whole`, which is what is shown without a zoom. Dragging and the keys
 * of `zoomByKey` choose a stretch, a double click asks for the whole again (null, null). Each lane can be walked with
 * the arrow keys, Enter follows; the list shows the same in words. Before the width is known
 * only the names of the lanes and the trouble are drawn.
 */
export function TimeAxis(props: {
  label: string;
  from: string;
  to: string;
  whole: { from: string; to: string };
  lanes: readonly Lane[];
  bands?: readonly Band[];
  marks?: readonly Mark[];
  onRange?: (from: string | null, to: string | null) => void;
}) {
  const { label, lanes, bands = [], marks = [], onRange } = props;
  const from = Date.parse(props.from);
  const to = Date.parse(props.to);
  const [frame, room] = useWidth<HTMLDivElement>();
  const narrow = room < narrowBelow;
  const left = narrow ? 0 : labelWidth;
  const width = Math.max(0, room - left);
  const x = linear([from, to], [0, width]);
  const back = linear([0, Math.max(1, width)], [from, to]);
  const { cursor, setCursor, drag, handlers } = useDragRange(
    width,
    onRange && ((a, b) => onRange(iso(back(a)), iso(back(b)))),
  );
  const at = cursor === null ? null : back(cursor);
  const zoom = ({ key, shiftKey, metaKey, ctrlKey, altKey }: KeyboardEvent) => {
    if (!onRange || metaKey || ctrlKey || altKey) return false;
    const whole: Stretch = [Date.parse(props.whole.from), Date.parse(props.whole.to)];
    const next = zoomByKey({ key, shiftKey }, [from, to], whole, at ?? (from + to) / 2);
    if (next === "whole") onRange(null, null);
    else if (next) onRange(iso(next[0]), iso(next[1]));
    return next !== null;
  };
  const [said, setSaid] = useState<{ lane: string; entry: LaneEntry } | null>(null);
  const [asList, setAsList] = useState(false);

  return (
    <div className="relative">
      <div ref={frame}>
        {asList ? (
          <AxisList {...{ lanes, bands, from, to, label }} />
        ) : room === 0 ? (
          <div className="@min-[620px]:pl-(--label)">
            {lanes.map((lane) => (
              <LaneFrame key={lane.id} lane={lane} />
            ))}
            <AxisFootOutline {...{ bands, from, to }} />
          </div>
        ) : (
          <div className="relative @min-[620px]:pl-(--label)">
            <section
              aria-label={onRange ? `${label}. Drag, or + and −, to zoom` : label}
              className="relative touch-pan-y select-none"
              {...handlers}
              onDoubleClick={() => onRange?.(null, null)}
            >
              {width > 0 && <Through {...{ x, width, bands, marks, drag }} />}
              {lanes.map((lane) => (
                <LaneRow
                  key={lane.id}
                  {...{ lane, x, width, end: to, at }}
                  reach={back(6) - from}
                  setCursor={setCursor}
                  setSaid={setSaid}
                  zoom={zoom}
                />
              ))}
              {cursor !== null && (
                <span
                  aria-hidden="true"
                  className="pointer-events-none absolute inset-y-0 w-px bg-edge"
                  style={{ left: cursor }}
                />
              )}
              {cursor !== null && at !== null && (
                <Readout left={cursor} width={width} text={momentText(at, to - from)} />
              )}
            </section>
            {width > 0 && <AxisFoot {...{ x, from, to, width, bands, marks }} />}
          </div>
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {said && `${said.lane}: ${momentText(said.entry.from, to - from)}, ${said.entry.title}`}
      </p>
      {room > 0 && (
        <button
          type="button"
          onClick={() => setAsList(!asList)}
          className={`px-3.5 text-small leading-6 text-ink-3 hover:text-ink ${asList || narrow ? "" : "absolute bottom-0 left-0"}`}
        >
          {asList ? "Show as picture" : "Show as list"}
        </button>
      )}
    </div>
  );
}

const iso = (ms: number) => new Date(Math.round(ms)).toISOString();

/** What goes through all lanes: trouble, marks, and the stretch being chosen. */
function Through(props: {
  x: (ms: number) => number;
  width: number;
  bands: readonly Band[];
  marks: readonly Mark[];
  drag: [number, number] | null;
}) {
  const { x, width, bands, marks, drag } = props;
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden">
      {bands.map((band) => {
        const start = x(Date.parse(band.from));
        const end = band.to === null ? width : x(Date.parse(band.to));
        return (
          <span
            key={`${band.from}${band.text}`}
            className={`absolute inset-y-0 opacity-60 ${band.tone === "wait" ? "bg-wait-soft" : "bg-bad-soft"}`}
            style={{ left: start, width: Math.max(3, end - start) }}
          />
        );
      })}
      {marks.map((mark) => (
        <span
          key={`${mark.at}${mark.text}`}
          className="absolute inset-y-0 w-px bg-line-strong"
          style={{ left: x(Date.parse(mark.at)) }}
        />
      ))}
      {drag && (
        <span
          className="absolute inset-y-0 bg-accent-soft"
          style={{ left: drag[0], width: drag[1] - drag[0] }}
        />
      )}
    </div>
  );
}

/** The moment under the crosshair, at the foot of the lanes. */
function Readout({ left, width, text }: { left: number; width: number; text: string }) {
  return (
    <span
      aria-hidden="true"
      className="num pointer-events-none absolute -bottom-[22px] z-2 rounded-s bg-ink px-1.5 text-small leading-[18px] whitespace-nowrap text-surface"
      style={left > width - 110 ? { right: Math.max(0, width - left) } : { left }}
    >
      {text}
    </span>
  );
}
