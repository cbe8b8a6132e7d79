"use client";
import { Rectangle, Surface } from "recharts";
import { type MarkShape, markColour } from "./shape-colour";

/**
 * How long something waited (grey) and ran, against the longest of its neighbours (`maxMs`). Times in
 * milliseconds. Decorative: the row also writes the duration.
 */
export function DurationBar(props: {
  queuedMs: number;
  runMs: number;
  maxMs: number;
  shape: MarkShape;
  width?: number;
}) {
  const { queuedMs, runMs, maxMs, shape, width = 84 } = props;
  const px = (ms: number) => (maxMs > 0 ? Math.min(1, Math.max(0, ms) / maxMs) * width : 0);
  const queued = px(queuedMs);
  const left = queued > 0 ? queued + 1 : 0;
  const run = runMs > 0 ? Math.min(Math.max(2, px(runMs)), width - left) : 0;
  return (
    <Surface aria-hidden="true" width={width} height={8} className="inline-block flex-none align-middle">
      {queued > 0 && <Rectangle x={0} y={0} width={queued} height={8} radius={1} fill="var(--line-strong)" />}
      {run > 0 && <Rectangle x={left} y={0} width={run} height={8} radius={1} {...markColour(shape)} />}
    </Surface>
  );
}
