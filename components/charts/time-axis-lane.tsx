import Link from "next/link";
import type { ReactNode } from "react";
import { keyed } from "./keyed";
import { markColour } from "./shape-colour";
import {
  type BarItem,
  type DotItem,
  type Lane,
  type LineLane,
  type LinePoint,
  lineDomain,
  lineScale,
  type SegmentItem,
} from "./time-axis-lanes";
import { valueText } from "./value-text";

type X = (ms: number) => number;

/** The marks of one lane in real pixels. `end` (ms since 1970) is where what still goes on is cut. */
export function LaneDrawing(props: { lane: Lane; x: X; width: number; height: number; end: number }) {
  const { lane, x, width, height, end } = props;
  return (
    <svg aria-hidden="true" width={width} height={height} className="block">
      {lane.kind === "bars" &&
        troubleLast(lane.items).map((item) => <Bar {...{ item, x, height, end }} key={item.key} />)}
      {lane.kind === "segments" &&
        keyed(lane.items).map((item) => <Segment key={item.key} {...{ item, x, width, height, end }} />)}
      {lane.kind === "dots" &&
        troubleLast(lane.items).map((item) => <Dot key={item.key} {...{ item, x, height }} />)}
      {lane.kind === "line" && <Line {...{ lane, x, width, height }} />}
    </svg>
  );
}

/** Drawn last is drawn on top: trouble over all, and the short over the long. */
function troubleLast<T extends { shape: string; from?: string; to?: string | null }>(items: readonly T[]) {
  const length = ({ from, to }: T) =>
    from && to ? Date.parse(to) - Date.parse(from) : Number.POSITIVE_INFINITY;
  return keyed(items).toSorted((a, b) => {
    const trouble = Number(a.shape === "bad") - Number(b.shape === "bad");
    return trouble || (length(a) === length(b) ? 0 : length(b) - length(a));
  });
}

function Linked({ href, title, children }: { href?: string; title: string; children: ReactNode }) {
  const inside = (
    <>
      <title>{title}</title>
      {children}
    </>
  );
  return href ? (
    <Link href={href} prefetch={false} tabIndex={-1} draggable={false}>
      {inside}
    </Link>
  ) : (
    <g>{inside}</g>
  );
}

/** Trouble is tall, waiting is a thin line, as in the timeline of jobs. */
const heights: Partial<Record<BarItem["shape"], number>> = { bad: 20, run: 8, wait: 6, idle: 4 };

function Bar({ item, x, height, end }: { item: BarItem; x: X; height: number; end: number }) {
  const left = x(Date.parse(item.from));
  const right = x(item.to ? Date.parse(item.to) : end);
  const wide = Math.max(3, right - left);
  const tall = heights[item.shape] ?? 12;
  return (
    <Linked href={item.href} title={item.title}>
      <rect x={left - 2} y={0} width={wide + 4} height={height} fill="transparent" />
      <rect x={left} y={(height - tall) / 2} width={wide} height={tall} rx="1" {...markColour(item.shape)} />
    </Linked>
  );
}

const segmentLooks = {
  plain: { fill: "var(--sunken)", stroke: "var(--line-strong)", text: "var(--ink-2)" },
  now: { fill: "var(--ink)", stroke: "var(--ink)", text: "var(--surface)" },
  bad: { fill: "var(--bad-soft)", stroke: "var(--bad-mark)", text: "var(--bad)" },
  wait: { fill: "var(--wait-soft)", stroke: "var(--wait-mark)", text: "var(--wait)" },
};

function Segment(props: { item: SegmentItem; x: X; width: number; height: number; end: number }) {
  const { item, x, width, height, end } = props;
  // What began just now is still seen, at the very end.
  const left = Math.min(width - 5, Math.max(-4, x(Date.parse(item.from)))) + 1;
  const right = Math.min(width + 4, x(item.to ? Date.parse(item.to) : end)) - 1;
  const wide = Math.max(3, right - left);
  const look = segmentLooks[item.tone];
  // About 6.5 pixels a letter at 11 px; a name that does not fit is left to the title.
  const fits = wide - 12 >= item.text.length * 6.5;
  return (
    <Linked href={item.href} title={item.title}>
      <rect
        x={left + 0.5}
        y={(height - 21) / 2}
        width={wide - 1}
        height="21"
        rx="3"
        fill={look.fill}
        stroke={look.stroke}
      />
      {fits && (
        <text
          x={Math.max(left, 0) + 8}
          y={height / 2 + 4}
          fill={look.text}
          className="text-small font-medium"
        >
          {item.text}
        </text>
      )}
    </Linked>
  );
}

function Dot({ item, x, height }: { item: DotItem; x: X; height: number }) {
  const at = x(Date.parse(item.at));
  return (
    <Linked href={item.href} title={item.title}>
      <circle cx={at} cy={height / 2} r="8" fill="transparent" />
      <circle cx={at} cy={height / 2} r={item.shape === "bad" ? 4 : 2.5} fill={markColour(item.shape).fill} />
    </Linked>
  );
}

function Line(props: { lane: LineLane; x: X; width: number; height: number }) {
  const { lane, x, width, height } = props;
  const domain = lineDomain(lane);
  if (!domain) return null;
  const y = lineScale(domain, height);
  const bound = lane.bound === null || lane.bound === undefined ? null : y(lane.bound);
  const colour = lane.colour ?? "var(--c1)";
  // The bound is named on the side where the curve is not, and within the lane.
  const first = lane.points.find((point) => point.value !== null)?.value ?? 0;
  const under = bound !== null && bound + 14 < height && (bound < 14 || first >= (lane.bound ?? 0));
  return (
    <>
      {runsOf(lane.points).map((run) => (
        <g key={run[0]?.at}>
          <path d={bandPath(run, x, y)} fill={colour} opacity="0.18" />
          <path
            d={linePath(run, x, y)}
            fill="none"
            stroke={colour}
            strokeWidth="1.4"
            strokeLinejoin="round"
          />
        </g>
      ))}
      {bound !== null && (
        <line
          x1="0"
          x2={width}
          y1={bound}
          y2={bound}
          stroke={lane.tall ? "var(--bad-mark)" : "var(--line-strong)"}
          strokeDasharray="3 4"
          opacity={lane.tall ? 0.6 : 1}
        />
      )}
      {bound !== null && lane.tall && (
        <text
          x="6"
          y={under ? bound + 12 : bound - 5}
          fill="var(--bad)"
          stroke="var(--surface)"
          strokeWidth="3"
          paintOrder="stroke"
          className="text-small"
        >
          bound {valueText(lane.bound ?? 0, lane.digits, lane.unit)}
        </text>
      )}
    </>
  );
}

type Measured = { at: string; value: number; band: readonly [number, number] };

/** The points between gaps. */
function runsOf(points: readonly LinePoint[]): Measured[][] {
  const runs: Measured[][] = [[]];
  for (const { at, value, band } of points) {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push({ at, value, band: band ?? [value, value] });
  }
  return runs.filter((run) => run.length > 0);
}

const at = (x: X, moment: string, y: number) => `${x(Date.parse(moment)).toFixed(1)},${y.toFixed(1)}`;

const linePath = (run: readonly Measured[], x: X, y: X) =>
  `M${run.map((point) => at(x, point.at, y(point.value))).join("L")}`;

/** From the highest values forth to the lowest back. */
const bandPath = (run: readonly Measured[], x: X, y: X) =>
  `M${[
    ...run.map((point) => at(x, point.at, y(point.band[1]))),
    ...run.toReversed().map((point) => at(x, point.at, y(point.band[0]))),
  ].join("L")}Z`;
