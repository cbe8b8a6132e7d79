import { formatCount } from "@/components/ui/format";
import type { Shape } from "@/components/ui/state-icon";
import type { Tone } from "@/components/ui/tone";
import type { Run } from "@/server/runs/schema";

export type RunStatus = Run["status"];
export type RunKind = Run["kind"];

const shapes: Record<RunStatus, Shape> = {
  queued: "idle",
  running: "run",
  waiting: "wait",
  succeeded: "ok",
  failed: "bad",
  canceled: "off",
  skipped: "skip",
};

const tones: Record<RunStatus, Tone> = {
  queued: "idle",
  running: "run",
  waiting: "wait",
  succeeded: "ok",
  failed: "bad",
  canceled: "idle",
  skipped: "idle",
};

export const shapeOf = (status: RunStatus): Shape => shapes[status];
export const toneOf = (status: RunStatus): Tone => tones[status];

export const statuses = Object.keys(shapes) as RunStatus[];
export const kinds = ["code", "data", "training", "deploy"] as const satisfies readonly RunKind[];

export const isLive = (status: RunStatus): boolean =>
  status === "queued" || status === "running" || status === "waiting";

/** What a run is called: its pipeline, and what tells it from the pipeline's other runs. */
export function titleOf(run: Pick<Run, "name" | "number" | "pipeline">): { title: string; beside: string } {
  if (run.number) return { title: run.name, beside: `#${run.number}` };
  return { title: run.pipeline.name, beside: run.name === run.pipeline.name ? "" : run.name };
}

/** What a run is called, in one line. */
export function fullTitleOf(run: Parameters<typeof titleOf>[0]): string {
  const { title, beside } = titleOf(run);
  return `${title} ${beside}`.trim();
}

/** "30 children". */
export const childrenWords = (count: number): string =>
  `${formatCount(count)} ${count === 1 ? "child" : "children"}`;

/** Milliseconds between two moments; null where one is not known. */
export function between(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from));
}
