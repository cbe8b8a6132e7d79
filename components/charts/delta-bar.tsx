"use client";
import { Dot, Rectangle, Surface } from "recharts";
import { linear } from "./scale";

/**
 * A difference against what it is compared with: right of the middle is better, left is worse. `scale` is the
 * difference that fills half the picture; what is longer is cut at its end. `low` and `high` bound what it may also
 * be: then the bar covers the stretch between them. Decorative: the row also writes the difference.
 */
export function DeltaBar(props: {
  mid: number;
  low?: number | null;
  high?: number | null;
  scale: number;
  tone: "ok" | "bad" | "idle";
  width?: number;
}) {
  const { mid, low, high, scale, tone, width = 150 } = props;
  const reach = scale > 0 ? scale : 1;
  const toPixel = linear([-reach, reach], [4, width - 4]);
  const x = (value: number) => toPixel(Math.max(-reach, Math.min(reach, value)));
  const [one, other] = [x(low ?? 0), x(high ?? mid)];
  const start = Math.min(one, other);
  const length = Math.abs(other - one);
  const colour = `var(--${tone}-mark)`;
  return (
    <Surface aria-hidden="true" width={width} height={14} className="inline-block flex-none align-middle">
      <Rectangle x={width / 2 - 0.5} y={0} width={1} height={14} fill="var(--line-strong)" />
      {length > 0 && (
        <Rectangle x={start} y={4.5} width={length} height={5} radius={2.5} fill={colour} opacity={0.28} />
      )}
      <Dot cx={x(mid)} cy={7} r={3} fill={colour} />
    </Surface>
  );
}
