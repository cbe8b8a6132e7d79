"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { formatCount } from "@/components/ui/format";
import type { LogLine, LogRow } from "@/server/runs/failing-lines";
import { AnsiText } from "./ansi-text";

const lineHeight = 19;
const tallest = 560;
/** Lines shown above the one that was asked for. */
const above = 4;

/** A region that scrolls is reached by the keyboard, whose arrows then scroll it. */
const byKeyboard = { tabIndex: 0 };

export type LogScroll = { toLine: (number: number) => void };

/** The rows of a log of any length, of which only those in sight are in the page. */
export function LogLines(props: {
  lines: readonly LogLine[];
  rows: readonly LogRow[];
  failing: ReadonlySet<number>;
  matches: ReadonlySet<number>;
  current: number | null;
  onUnfold: (from: number) => void;
  /** Where it opens. */
  start: number;
  scroll: Ref<LogScroll>;
}) {
  const { lines, rows, failing, matches, current, onUnfold, start, scroll } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  });
  const toLine = (number: number) => {
    const place = rows.findIndex((row) => (row.kind === "line" ? row.number >= number : row.to >= number));
    if (place >= 0) virtual.scrollToIndex(Math.max(0, place - above), { align: "start" });
  };
  useImperativeHandle(scroll, () => ({ toLine }));
  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || rows.length === 0) return;
    opened.current = true;
    toLine(start);
  });

  return (
    <section
      ref={box}
      aria-label="Lines of the log"
      {...byKeyboard}
      className="mono overflow-auto bg-sunken py-1.5 outline-offset-[-2px]"
      style={{ height: Math.min(tallest, rows.length * lineHeight + 14) }}
    >
      <div className="relative w-max min-w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const place = { height: lineHeight, transform: `translateY(${item.start}px)` };
          return row.kind === "fold" ? (
            <Fold key={item.key} row={row} style={place} onUnfold={onUnfold} />
          ) : (
            <Line
              key={item.key}
              number={row.number}
              text={lines[row.number - 1]?.text ?? ""}
              look={
                failing.has(row.number)
                  ? "failing"
                  : row.number === current
                    ? "current"
                    : matches.has(row.number)
                      ? "match"
                      : "plain"
              }
              style={place}
            />
          );
        })}
      </div>
    </section>
  );
}

const looks = {
  plain: "",
  failing: "bg-bad-soft text-bad",
  match: "bg-wait-soft",
  current: "bg-wait-soft outline outline-1 outline-wait-mark",
};

const rowClass = "absolute top-0 left-0 grid w-full grid-cols-[56px_1fr] leading-[19px] whitespace-pre";

function Line(props: { number: number; text: string; look: keyof typeof looks; style: React.CSSProperties }) {
  const { number, text, look, style } = props;
  return (
    <div className={`${rowClass} ${looks[look]}`} style={style}>
      <span aria-hidden="true" className="pr-3.5 text-right text-ink-3 select-none">
        {number}
      </span>
      <span className="pr-3.5">
        <AnsiText text={text} />
      </span>
    </div>
  );
}

function Fold(props: {
  row: Extract<LogRow, { kind: "fold" }>;
  style: React.CSSProperties;
  onUnfold: (from: number) => void;
}) {
  const { row, style, onUnfold } = props;
  const count = formatCount(row.to - row.from + 1);
  return (
    <button
      type="button"
      className={`${rowClass} text-left text-ink-3 hover:bg-hover hover:text-ink`}
      style={style}
      onClick={() => onUnfold(row.from)}
    >
      <span />
      <span>
        … {count} {row.passing ? "lines of what passed" : "lines"} folded
      </span>
    </button>
  );
}
