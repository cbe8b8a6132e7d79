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
  const lastAt = values.findLastIndex((value) => value !== null);
  const last = values[lastAt];
  return (
    <svg
      role="img"
      aria-label={label}
      width={width}
      height={height}
      className="inline-block flex-none align-middle"
    >
      <title>{label}</title>
      {bound !== null && bound !== undefined && (
        <line
          x1="2"
          x2={width - 4}
          y1={y(bound)}
          y2={y(bound)}
          stroke="var(--line-strong)"
          strokeDasharray="2 3"
        />
      )}
      <path d={path(values, x, y)} fill="none" stroke={color} strokeWidth="1.4" strokeLinejoin="round" />
      {last !== null && last !== undefined && <circle cx={x(lastAt)} cy={y(last)} r="2" fill={color} />}
    </svg>
  );
}

/** An SVG path through the values, broken where one is missing. */
function path(
  values: readonly (number | null)[],
  x: (i: number) => number,
  y: (v: number) => number,
): string {
  let pen = "M";
  return values
    .map((value, index) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const step = `${pen}${x(index).toFixed(1)},${y(value).toFixed(1)}`;
      pen = "L";
      return step;
    })
    .join("");
}
