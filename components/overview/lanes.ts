import type { Band, Lane } from "@/components/charts/time-axis";
import { paths } from "@/components/shell/paths";
import type { Shape } from "@/components/ui/state-icon";
import type { Axis } from "@/server/overview/schema";

const shapes: Record<Axis["runs"][number]["status"], Shape> = {
  succeeded: "ok",
  failed: "bad",
  waiting: "wait",
  running: "run",
  queued: "idle",
  canceled: "off",
  skipped: "skip",
};

const kinds = [
  { kind: "code", label: "Code pipelines" },
  { kind: "data", label: "Data pipelines" },
  { kind: "training", label: "Training" },
  { kind: "deploy", label: "Deployments" },
] as const;

/** From what the server summed up to lanes of the picture. A kind without runs in the range has no lane. */
export function lanesOf(axis: Axis, at: { project?: string }): Lane[] {
  const lanes: Lane[] = kinds.flatMap(({ kind, label }) => {
    const runs = axis.runs.filter((run) => run.kind === kind);
    if (runs.length === 0) return [];
    return [
      {
        id: kind,
        label,
        kind: "bars",
        items: runs.map((run) => ({
          from: run.from,
          to: run.to ?? axis.to,
          shape: shapes[run.status],
          title: `${run.name} ${run.status}${run.count > 1 ? `, ${run.count - 1} more beside it` : ""}`,
          href: paths.run(run.id),
        })),
      },
    ];
  });
  if (axis.environment) {
    lanes.push({
      id: "served",
      label: `In ${axis.environment}`,
      kind: "segments",
      items: axis.served.map((each) => ({
        from: each.from,
        to: each.to,
        text: each.ended === "rolled_back" ? `v${each.version} ↩` : `v${each.version}`,
        tone: each.ended === "rolled_back" ? "bad" : "plain",
        title: `v${each.version}${each.because ? `: ${each.because}` : ""}`,
        href: each.promotion
          ? paths.promotion(each.promotion)
          : axis.model
            ? paths.version(axis.model, each.version, { project: at.project })
            : undefined,
      })),
    });
  }
  if (axis.live) {
    lanes.push({
      id: "live",
      label: `${axis.live.metric}, live`,
      kind: "line",
      bound: axis.live.bound ?? undefined,
      points: axis.live.points.map(({ at, value }) => ({
        at,
        value: typeof value === "number" ? value : null,
      })),
    });
  }
  if (axis.feedback.length > 0) {
    lanes.push({
      id: "feedback",
      label: "Feedback",
      kind: "dots",
      items: axis.feedback.map((each) => ({
        at: each.at,
        shape: each.bad ? "bad" : "idle",
        title: each.count > 1 ? `${each.title}, ${each.count - 1} more` : each.title,
        href: paths.feedback({ project: at.project, item: each.id }),
      })),
    });
  }
  return lanes;
}

/** A roll-back is a band through all lanes, so that cause and effect stand under each other. */
export function bandsOf(axis: Axis): Band[] {
  return axis.served
    .filter((each) => each.ended === "rolled_back" && each.to !== null)
    .map((each) => ({
      from: each.from,
      to: each.to ?? axis.to,
      text: `v${each.version} rolled back${each.because ? `: ${each.because}` : ""}`,
      tone: "bad",
      href: each.promotion ? paths.promotion(each.promotion) : undefined,
    }));
}
