"use client";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { ChartFrame } from "./chart-frame";
import { useChartGroup } from "./chart-group";
import { momentText } from "./clock";
import { type CountBar, countSentence, endsOf } from "./count-bars";
import { plotLayout } from "./plot-layout";
import { PlotOverlay, type Reading } from "./plot-overlay";
import { useWidth } from "./use-width";

const xTitle = "time";
const BarColumns = dynamic(() => import("./bar-columns").then((m) => m.BarColumns), { ssr: false });

/**
 * Counts over stretches of time that follow each other and are equally long; the marked part is red, at the foot.
 * Dragging chooses a stretch, a press or Enter one bar. `unit` names what is counted, `partLabel` names the marked part.
 */
export function BarSeries(props: {
  title: string;
  unit: { one: string; many: string };
  partLabel: string;
  bars: readonly CountBar[];
  onChoose?: (from: number, to: number) => void;
  height?: number;
  compact?: boolean;
}) {
  const { title, unit, partLabel, bars, onChoose, height = 140, compact } = props;
  const { cursor } = useChartGroup();
  const [ref, width] = useWidth<HTMLDivElement>();
  const layout = useMemo(() => {
    if (width === 0) return null;
    const most = Math.max(1, ...bars.map((bar) => bar.total));
    return plotLayout({
      width,
      height,
      x: endsOf(bars),
      y: [0, most],
      kind: "time",
      xTitle,
      unit: most === 1 ? unit.one : unit.many,
      // Room for the table button, which a compact chart has at its right.
      right: compact ? 56 : 0,
      whole: true,
    });
  }, [bars, unit, width, height, compact]);
  const [from, to] = endsOf(bars);
  const barAt = (x: number) => bars.find((bar) => x < bar.to) ?? bars.at(-1);
  const capital = unit.many.charAt(0).toUpperCase() + unit.many.slice(1);

  function read(x: number): Reading | null {
    const bar = barAt(x);
    if (!bar) return null;
    return {
      where: momentText(bar.from, to - from),
      lines: [
        { label: unit.many, colour: "var(--idle-mark)", text: String(bar.total) },
        { label: partLabel, colour: "var(--bad-mark)", text: String(bar.part) },
      ],
      stretch: [bar.from, bar.to],
    };
  }
  function choose(one: number, other: number) {
    const [first, last] = [barAt(one), barAt(other)];
    if (first && last) onChoose?.(first.from, last.to);
  }

  return (
    <ChartFrame
      {...{ title, height, compact }}
      table={() => ({
        head: ["Time", capital, partLabel],
        rows: bars.map((bar) => ({
          key: String(bar.from),
          cells: [momentText(bar.from, to - from), String(bar.total), String(bar.part)],
        })),
      })}
    >
      <div ref={ref}>
        {layout && (
          <>
            <BarColumns {...{ bars, layout, xTitle }} />
            <PlotOverlay
              {...{ layout, cursor, read }}
              kind="time"
              stops={bars.map((bar) => (bar.from + bar.to) / 2)}
              label={`${title}. ${countSentence(bars, unit, partLabel)}`}
              onRange={onChoose && ((left, right) => left !== null && right !== null && choose(left, right))}
              onChoose={onChoose && ((x) => choose(x, x))}
            />
          </>
        )}
      </div>
    </ChartFrame>
  );
}
