"use client";
import { Rectangle, Surface } from "recharts";
import { type MarkShape, markColour } from "./shape-colour";

export type DurationBarProps = { queuedMs: number; runMs: number; maxMs: number; shape: MarkShape };

/** The drawing of a `DurationBar`. */
export function DurationBarShapes(props: DurationBarProps & { width: number; height: number }) {
  const { queuedMs, runMs, maxMs, shape, width, height } = props;
  const px = (ms: number) => (maxMs > 0 ? Math.min(1, Math.max(0, ms) / maxMs) * width : 0);
  const queued = px(queuedMs);
  const left = queued > 0 ? queued + 1 : 0;
  const run = runMs > 0 ? Math.min(Math.max(2, px(runMs)), width - left) : 0;
  return (
    <Surface aria-hidden="true" width={width} height={height} className="block">
      {queued > 0 && (
        <Rectangle x={0} y={0} width={queued} height={height} radius={1} fill="var(--line-strong)" />
      )}
      {run > 0 && <Rectangle x={left} y={0} width={run} height={height} radius={1} {...markColour(shape)} />}
    </Surface>
  );
}
