"use client";
import { Curve, Dot, Surface } from "recharts";
import { extent, linear } from "./scale";

export type SparklineProps = { values: readonly (number | null)[]; label: string; bound?: number | null };

/** The drawing of a `Sparkline`. */
export function SparklineShapes(props: SparklineProps & { width: number; height: number }) {
  const { values, label, width, height, bound } = props;
  const range = extent([...values, bound ?? null]);
  if (!range) return <span className="text-ink-3">·</span>;
  const x = linear([0, Math.max(1, values.length - 1)], [2, width - 4]);
  const y = linear(range, [height - 3, 3]);
  const points = values.map((value, at) => ({ x: x(at), y: value === null ? null : y(value) }));
  const last = points.findLast((point) => point.y !== null);
  return (
    <Surface role="img" aria-label={label} title={label} width={width} height={height} className="block">
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
      <Curve points={points} fill="none" stroke="var(--c1)" strokeWidth={1.4} strokeLinejoin="round" />
      {last && last.y !== null && <Dot cx={last.x} cy={last.y} r={2} fill="var(--c1)" />}
    </Surface>
  );
}
