"use client";
import { Curve, Dot, Surface } from "recharts";
import { extent, linear } from "./scale";

/**
 * A curve the height of a line of text, its last value marked. `values` in order of time at even distances; null is
 * a gap. `bound` draws the value not to cross. `label` says the curve in words.
 */
export function Sparkline(props: {
  values: readonly (number | null)[];
  label: string;
  width?: number;
  height?: number;
  bound?: number | null;
  color?: string;
}) {
  const { values, label, width = 96, height = 22, bound, color = "var(--c1)" } = props;
  const range = extent([...values, bound ?? null]);
  if (!range) return <span className="text-ink-3">·</span>;
  const x = linear([0, Math.max(1, values.length - 1)], [2, width - 4]);
  const y = linear(range, [height - 3, 3]);
  const points = values.map((value, at) => ({ x: x(at), y: value === null ? null : y(value) }));
  const last = points.findLast((point) => point.y !== null);
  return (
    <Surface
      role="img"
      aria-label={label}
      title={label}
      width={width}
      height={height}
      className="inline-block flex-none align-middle"
    >
      {bound !== null && bound !== undefined && (
        <Curve
          points={[
            { x: 2, y: y(bound) },
            { x: width - 4, y: y(bound) },
          ]}
          fill="none"
          stroke="var(--line-strong)"
          strokeDasharray="2 3"
        />
      )}
      <Curve points={points} fill="none" stroke={color} strokeWidth={1.4} strokeLinejoin="round" />
      {last && last.y !== null && <Dot cx={last.x} cy={last.y} r={2} fill={color} />}
    </Surface>
  );
}
