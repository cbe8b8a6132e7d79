/**
 * A difference against what it is compared with: right of the middle is better, left is worse. `scale` is the
 * difference that fills half the picture; `low` and `high` bound what it may also be.
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
  const half = width / 2;
  const x = (value: number) => half + Math.max(-1, Math.min(1, scale > 0 ? value / scale : 0)) * (half - 4);
  const colour = `var(--${tone}-mark)`;
  const band = low !== null && low !== undefined && high !== null && high !== undefined;
  return (
    <svg aria-hidden="true" width={width} height={14} className="inline-block flex-none align-middle">
      <line x1={half} x2={half} y1="0" y2="14" stroke="var(--line-strong)" />
      <line
        x1={x(band ? low : 0)}
        x2={x(band ? high : mid)}
        y1="7"
        y2="7"
        stroke={colour}
        strokeWidth="5"
        opacity="0.28"
        strokeLinecap="round"
      />
      <circle cx={x(mid)} cy="7" r="3" fill={colour} />
    </svg>
  );
}
