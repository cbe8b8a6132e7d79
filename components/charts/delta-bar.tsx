"use client";
import { Dot, Rectangle, Surface } from "recharts";
import { linear } from "./scale";

export type DeltaBarProps = {
  mid: number;
  low?: number | null;
  high?: number | null;
  scale: number;
  tone: "ok" | "bad" | "idle";
};

/** The drawing of a `DeltaBar`, `width` pixels wide. */
export function DeltaBarShapes(props: DeltaBarProps & { width: number; height: number }) {
  const { mid, low, high, scale, tone, width, height } = props;
  const reach = scale > 0 ? scale : 1;
  const toPixel = linear([-reach, reach], [4, width - 4]);
  const x = (value: number) => toPixel(Math.max(-reach, Math.min(reach, value)));
  const [one, other] = [x(low ?? 0), x(high ?? mid)];
  const start = Math.min(one, other);
  const length = Math.abs(other - one);
  const colour = `var(--${tone}-mark)`;
  return (
    <Surface aria-hidden="true" width={width} height={height} className="block">
      <Rectangle x={width / 2 - 0.5} y={0} width={1} height={height} fill="var(--line-strong)" />
      {length > 0 && (
        <Rectangle
          x={start}
          y={height / 2 - 2.5}
          width={length}
          height={5}
          radius={2.5}
          fill={colour}
          opacity={0.28}
        />
      )}
      <Dot cx={x(mid)} cy={height / 2} r={3} fill={colour} />
    </Surface>
  );
}
