"use client";
import Link from "next/link";
import { Rectangle, Surface } from "recharts";
import { keyed } from "./keyed";
import { type MarkShape, markColour } from "./shape-colour";

export type Outcome = { shape: MarkShape; title: string; href?: string };

const step = 6;
const height = 16;

/**
 * The last outcomes of the same thing, oldest first: trouble is tall and red, the rest short and faint. `label`
 * says it in words ("2 of the last 20 failed").
 */
export function LastRuns({ outcomes, label }: { outcomes: readonly Outcome[]; label: string }) {
  return (
    <Surface
      role="img"
      aria-label={label}
      title={label}
      width={outcomes.length * step}
      height={height}
      className="relative z-1 inline-block flex-none align-middle"
    >
      {keyed(outcomes).map((outcome, index) => (
        <Bar key={outcome.key} outcome={outcome} left={index * step} />
      ))}
    </Surface>
  );
}

function Bar({ outcome, left }: { outcome: Outcome; left: number }) {
  const { shape, title, href } = outcome;
  const tall = shape === "bad" ? height : 9;
  const bar = (
    <>
      <title>{title}</title>
      <rect x={left - 1} width={step} height={height} fill="transparent" />
      <Rectangle
        x={left}
        y={height - tall}
        width={4}
        height={tall}
        radius={1}
        fill={markColour(shape).fill}
        opacity={shape === "ok" ? 0.75 : 1}
      />
    </>
  );
  return href ? (
    <Link href={href} prefetch={false} tabIndex={-1}>
      {bar}
    </Link>
  ) : (
    <g>{bar}</g>
  );
}
