import type { Lane, SegmentItem } from "@/components/charts/time-axis-lanes";
import { paths } from "@/components/shell/paths";
import { formatMetric } from "@/components/ui/format";
import { formatAge, formatDate } from "@/components/ui/format-time";
import type { DeploymentShape, Timeline } from "@/server/models/schema";
import { liveLine } from "./live-lane";
import { setOutside } from "./state";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The lanes of the time axis: one for each environment with its deployments, and the live metric with its bound. */
export function lanesOf(seen: Timeline, at: { model: string; project: string }): Lane[] {
  const lanes: Lane[] = seen.lanes.map(({ environment, main, deployments }) => ({
    id: environment,
    label: capital(environment),
    kind: "segments",
    items: deployments.map((d) => segmentOf(d, main, at)),
  }));
  const { live } = seen;
  if (live) {
    lanes.push({
      id: "live",
      label: `${capital(live.name)}, live`,
      href: paths.liveMetric(at.model, {
        project: at.project,
        environment: live.environment,
        metric: live.name,
      }),
      text: live.day ? `${formatMetric(live.day.mean)}, 24 h mean` : "no value in 24 h",
      ...(live.state === "broken" && { textTone: "bad" as const }),
      ...liveLine(live),
      tall: true,
    });
  }
  return lanes;
}

function segmentOf(d: DeploymentShape, main: boolean, at: { model: string; project: string }): SegmentItem {
  const rolledBack = d.ended === "rolled_back";
  return {
    from: d.from,
    to: d.to,
    text: rolledBack ? `v${d.version} ↩` : `v${d.version}`,
    tone: rolledBack ? "bad" : main && d.to === null ? "now" : "plain",
    title: wordsOf(d),
    href: d.promotion
      ? paths.promotion(d.promotion)
      : paths.version(at.model, d.version, { project: at.project }),
  };
}

/** A deployment as a sentence: "v12 in production since 21 Nov, approved by approver". */
export function wordsOf(d: DeploymentShape): string {
  const span = d.to
    ? `${formatDate(d.from)} to ${formatDate(d.to)} (${formatAge(Date.parse(d.to) - Date.parse(d.from))})`
    : `since ${formatDate(d.from)}`;
  const how = {
    promotion: d.approvedBy.length > 0 ? `approved by ${d.approvedBy.join(", ")}` : "by promotion",
    rollback: "by roll-back",
    observed: setOutside,
  }[d.source];
  const end = d.ended === "rolled_back" ? "rolled back" : d.ended === "removed" ? "removed" : null;
  const because = d.because && (end ? `: ${d.because}` : `; ${d.because}`);
  return `v${d.version} in ${d.environment} ${span}, ${how}${end ? `; ${end}` : ""}${because ?? ""}`;
}
