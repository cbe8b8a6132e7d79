"use client";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import type { DeltaBarProps } from "./delta-bar";
import type { DurationBarProps } from "./duration-bar";
import type { LastRunsProps } from "./last-runs";
import type { SparklineProps } from "./sparkline";

/*
 * The small pictures in rows of tables. They are drawn with the shapes of Recharts and not with its charts, which cost
 * some 5 ms a row. The shapes are loaded with the first row that needs them; until then the place is kept.
 */
const SparklineShapes = dynamic(() => import("./sparkline").then((m) => m.SparklineShapes), { ssr: false });
const LastRunsShapes = dynamic(() => import("./last-runs").then((m) => m.LastRunsShapes), { ssr: false });
const DurationBarShapes = dynamic(() => import("./duration-bar").then((m) => m.DurationBarShapes), {
  ssr: false,
});
const DeltaBarShapes = dynamic(() => import("./delta-bar").then((m) => m.DeltaBarShapes), { ssr: false });

type Size = { width: number; height: number };

function Place({ size, children }: { size: Size; children: ReactNode }) {
  return (
    <span className="inline-block flex-none align-middle" style={size}>
      {children}
    </span>
  );
}

/**
 * A curve the height of a line of text, its last value marked. `values` in order of time at even distances; null is
 * a gap. `bound` draws the value not to cross. `label` says the curve in words.
 */
export function Sparkline(props: SparklineProps) {
  const size = { width: 96, height: 22 };
  if (props.values.every((value) => value === null)) return <span className="text-ink-3">·</span>;
  return (
    <Place size={size}>
      <SparklineShapes {...props} {...size} />
    </Place>
  );
}

/**
 * The last outcomes of the same thing, oldest first: failures are tall and red, the rest short and faint. `label`
 * says it in words ("2 of the last 20 failed").
 */
export function LastRuns(props: LastRunsProps) {
  const size = { width: props.outcomes.length * 6, height: 20 };
  return (
    <Place size={size}>
      <LastRunsShapes {...props} {...size} />
    </Place>
  );
}

/**
 * How long something waited (grey) and ran, against the longest of its neighbours (`maxMs`). Times in
 * milliseconds. Decorative: the row also writes the duration.
 */
export function DurationBar(props: DurationBarProps) {
  const size = { width: 84, height: 8 };
  return (
    <Place size={size}>
      <DurationBarShapes {...props} {...size} />
    </Place>
  );
}

/**
 * A difference against what it is compared with: right of the middle is better, left is worse. `scale` is the
 * difference that fills half the picture; what is longer is cut at its end. `low` and `high` bound what it may also
 * be: then the bar covers the stretch between them. Decorative: the row also writes the difference.
 */
export function DeltaBar(props: DeltaBarProps) {
  const size = { width: 150, height: 14 };
  return (
    <Place size={size}>
      <DeltaBarShapes {...props} {...size} />
    </Place>
  );
}
