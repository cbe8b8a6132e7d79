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
  const run = runMs > 0 ? Math.max(2, px(runMs)) : 0;
  const left = queued > 0 ? queued + 1 : 0;
  return (
    <svg aria-hidden="true" width={width} height={8} className="inline-block flex-none align-middle">
      {queued > 0 && <rect width={queued} height="8" rx="1" fill="var(--line-strong)" />}
      <rect
        x={left}
        width={Math.max(0, Math.min(run, width - left))}
        height="8"
        rx="1"
        {...markColour(shape)}
      />
    </svg>
  );
}
