import type { Band, Lane, Mark } from "@/components/charts/time-axis-lanes";
import { liveLine } from "@/components/models/live-lane";
import { paths } from "@/components/shell/paths";
import type { Shape } from "@/components/ui/state-icon";
import { visibleText } from "@/components/ui/visible-text";
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

const promotionShapes: Record<Axis["promotions"][number]["status"], Shape> = {
  pending: "wait",
  blocked: "bad",
  approved: "wait",
  executing: "run",
  succeeded: "ok",
  failed: "bad",
  rolled_back: "bad",
  rejected: "skip",
  expired: "off",
  canceled: "off",
  superseded: "off",
};

/** From what the server summed up to lanes of the picture. A kind without runs in the range has no lane. */
export function lanesOf(axis: Axis, at: { project?: string }): Lane[] {
  // Where runs of all models are shown, what serves is one model's: then its lanes name it.
  const of =
    axis.chosen === null && axis.models.length > 1 && axis.model ? visibleText(axis.model.name) : undefined;
  return [
    ...kinds.flatMap(({ kind, label }) => runLane(axis, kind, label)),
    ...promotionLane(axis),
    ...axis.environments.map((environment) => servedLane(axis, environment, of)),
    ...liveLane(axis, of),
    ...feedbackLane(axis, at),
  ];
}

function runLane(axis: Axis, kind: (typeof kinds)[number]["kind"], label: string): Lane[] {
  const runs = axis.runs.filter((run) => run.kind === kind);
  if (runs.length === 0) return [];
  const items = runs.map((run) => ({
    ...{ from: run.from, to: run.to ?? axis.to, shape: shapes[run.status], href: paths.run(run.id) },
    title: `${run.name} ${run.status}${run.count > 1 ? `, ${run.count - 1} more beside it` : ""}`,
  }));
  return [{ id: kind, label, kind: "bars", items }];
}

/** Each request from when it was asked for until it was carried out or ended; a roll-back likewise. */
function promotionLane(axis: Axis): Lane[] {
  if (axis.promotions.length === 0) return [];
  const items = axis.promotions.map((each) => {
    const state = each.status.replace("_", " ");
    return {
      ...{
        from: each.from,
        to: each.to,
        shape: promotionShapes[each.status],
        href: paths.promotion(each.id),
      },
      title: each.rollback
        ? `Roll-back of ${each.environment} to v${each.version}, ${state}`
        : `v${each.version} into ${each.environment}, ${state}`,
    };
  });
  return [{ id: "promotions", label: "Promotions", kind: "bars", items }];
}

function servedLane(axis: Axis, environment: string, of: string | undefined): Lane {
  return {
    id: `served ${environment}`,
    label: `In ${environment}`,
    text: of,
    kind: "segments",
    items: axis.served
      .filter((each) => each.environment === environment)
      .map((each) => ({
        from: each.from,
        to: each.to,
        text: each.ended === "rolled_back" ? `v${each.version} ↩` : `v${each.version}`,
        tone: each.ended === "rolled_back" ? "bad" : "plain",
        title: `v${each.version}${each.because ? `: ${each.because}` : ""}`,
        href: each.promotion
          ? paths.promotion(each.promotion)
          : axis.model
            ? paths.version(axis.model.name, each.version, { project: axis.model.project })
            : undefined,
      })),
  };
}

function liveLane({ live, model }: Axis, of: string | undefined): Lane[] {
  if (!live || !model) return [];
  const { environment, metric } = live;
  const href = paths.liveMetric(model.name, { project: model.project, environment, metric });
  return [{ id: "live", label: `${metric}, live`, href, text: of, ...liveLine(live) }];
}

function feedbackLane({ feedback }: Axis, { project }: { project?: string }): Lane[] {
  if (feedback.length === 0) return [];
  const items = feedback.map((each) => ({
    ...{ at: each.at, shape: each.bad ? ("bad" as const) : ("idle" as const) },
    title: each.count > 1 ? `${each.title}, ${each.count - 1} more` : each.title,
    href: paths.feedback({ project, item: each.id }),
  }));
  return [{ id: "feedback", label: "Feedback", kind: "dots", items }];
}

const isRolledBack = (each: Axis["served"][number]) => each.ended === "rolled_back" && each.to !== null;

/** A roll-back is a band through all lanes, so that cause and effect stand under each other. */
export function bandsOf(axis: Axis): Band[] {
  return axis.served.filter(isRolledBack).map((each) => ({
    from: each.from,
    to: each.to ?? axis.to,
    text: `v${each.version} rolled back${each.because ? `: ${each.because}` : ""}`,
    tone: "bad",
    href: each.promotion ? paths.promotion(each.promotion) : undefined,
  }));
}

/** Where promotions and roll-backs of the chosen model, and changes made outside Terrapin, brought a version into service. */
export function marksOf(axis: Axis): Mark[] {
  if (axis.chosen === null) return [];
  return axis.served
    .filter((each) => each.from >= axis.from)
    .map(({ from, version, environment, source }) => ({
      at: from,
      text:
        source === "rollback"
          ? `back to v${version}`
          : `v${version} → ${environment}${source === "observed" ? ", outside Terrapin" : ""}`,
    }));
}
