"use client";
import { Rectangle, Surface } from "recharts";
import { keyed } from "./keyed";
import { type MarkShape, markColour } from "./shape-colour";

export type Outcome = {
  shape: MarkShape;
  title: string;
  /** The one that the row is about: it is underlined. */
  current?: boolean;
};

export type LastRunsProps = { outcomes: readonly Outcome[]; label: string };

/** The drawing of `LastRuns`. */
export function LastRunsShapes(props: LastRunsProps & { width: number; height: number }) {
  const { outcomes, label, width, height } = props;
  const step = width / Math.max(1, outcomes.length);
  return (
    <Surface
      role="img"
      aria-label={label}
      title={label}
      width={width}
      height={height}
      className="relative z-1 block"
    >
      {keyed(outcomes).map((outcome, index) => (
        <Bar key={outcome.key} {...{ outcome, step, height }} left={index * step} />
      ))}
    </Surface>
  );
}

function Bar(props: { outcome: Outcome; step: number; height: number; left: number }) {
  const { outcome, step, height, left } = props;
  const { shape, title, current } = outcome;
  const ground = height - 4;
  const tall = shape === "bad" ? ground : 9;
  return (
    <g>
      <title>{title}</title>
      <rect x={left - 1} width={step} height={height} fill="transparent" />
      <Rectangle
        x={left}
        y={ground - tall}
        width={step - 2}
        height={tall}
        radius={1}
        fill={markColour(shape).fill}
        opacity={shape === "ok" ? 0.75 : 1}
      />
      {current && <rect x={left} y={height - 2} width={step - 2} height={2} fill="var(--ink)" />}
    </g>
  );
}
