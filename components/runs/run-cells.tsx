import { DurationBar } from "@/components/charts/row-charts";
import { ZeroOrNaN } from "@/components/metrics/zero-or-nan";
import { Avatar } from "@/components/ui/avatar";
import { Duration, Elapsed } from "@/components/ui/duration";
import { formatMetric, shortHash } from "@/components/ui/format";
import { MiddleEllipsis } from "@/components/ui/middle-ellipsis";
import { NoValue } from "@/components/ui/no-value";
import { StateIcon } from "@/components/ui/state-icon";
import { Tag } from "@/components/ui/tag";
import { toneText } from "@/components/ui/tone";
import type { Run } from "@/server/runs/schema";
import { between, childrenWords, fullTitleOf, shapeOf, titleOf, toneOf } from "./words";

/** How long a run took, or has taken so far, in ms. */
export const ranMs = (run: Run) =>
  run.status === "running" && run.startedAt ? Date.now() - Date.parse(run.startedAt) : (run.durationMs ?? 0);

/** How long a run waited to be started, in ms. */
export const queuedMs = (run: Run) => between(run.queuedAt, run.startedAt) ?? 0;

/** The width that a name keeps: all of it where it is short. */
const leastWidth = (name: string) => (name.length > 14 ? "6em" : "max-content");

/**
 * The state and the name of a run. Long names are shortened in the middle. The pipeline's name, which many rows share,
 * gives way before the name of the run; the state never does.
 */
export function TitleCell({ run }: { run: Run }) {
  const { title, beside } = titleOf(run);
  const succeeded = run.status === "succeeded";
  return (
    <span className="flex min-w-0 items-center gap-2" title={fullTitleOf(run)}>
      <StateIcon shape={shapeOf(run.status)} label={succeeded ? run.status : undefined} />
      {run.deletedAt !== null && <Tag title="Deleted in its system. What was read of it stays.">deleted</Tag>}
      <span className="flex min-w-0 items-baseline gap-x-1.5 max-md:flex-wrap">
        <span className="flex shrink-[3] font-medium" style={{ minWidth: leastWidth(title) }}>
          <MiddleEllipsis text={title} tail={6} />
        </span>
        {run.number ? (
          <span className="flex-none text-ink-3">{beside}</span>
        ) : (
          beside && (
            <span className="flex min-w-0 text-ink-3">
              <MiddleEllipsis text={beside} tail={8} />
            </span>
          )
        )}
        {run.children > 0 && (
          <span className="flex-none text-label text-ink-3">{childrenWords(run.children)}</span>
        )}
        {!succeeded && (
          <span className={`ml-0.5 flex-none text-label ${toneText[toneOf(run.status)]}`}>{run.status}</span>
        )}
      </span>
    </span>
  );
}

export function CommitCell({ run }: { run: Run }) {
  if (!run.commitSha && !run.branch) return <NoValue />;
  return (
    <span className="flex min-w-0 items-baseline gap-1.5" title={run.commitTitle ?? undefined}>
      {run.commitSha && <span className="mono flex-none">{shortHash(run.commitSha)}</span>}
      {run.branch && (
        <span className="flex min-w-0 text-ink-2">
          <MiddleEllipsis text={run.branch} tail={5} />
        </span>
      )}
    </span>
  );
}

export function StartedByCell({ run }: { run: Run }) {
  const who = run.actor ?? run.trigger;
  if (!who) return <NoValue />;
  return (
    <span
      className="inline-flex max-w-full min-w-0 items-center gap-2"
      title={[run.trigger, run.actor && `by ${run.actor}`].filter(Boolean).join(" ")}
    >
      <Avatar name={who} />
      <span className="truncate text-ink-2">{run.trigger ?? run.actor}</span>
    </span>
  );
}

/** @param longest the duration that fills the bar, in ms */
export function DurationCell({ run, longest }: { run: Run; longest: number }) {
  const since = run.status === "running" && run.startedAt;
  return (
    <span className="inline-flex items-center gap-2">
      <DurationBar queuedMs={queuedMs(run)} runMs={ranMs(run)} maxMs={longest} shape={shapeOf(run.status)} />
      {since ? <Elapsed since={since} /> : <Duration ms={run.durationMs} />}
    </span>
  );
}

export function MetricCell(props: {
  value: Run["metrics"][string] | undefined;
  mayBeNaN: boolean;
  digits: number;
}) {
  const { value, mayBeNaN, digits } = props;
  if (mayBeNaN) return <ZeroOrNaN />;
  return value === undefined ? <NoValue /> : <span>{formatMetric(value, digits)}</span>;
}

export function ParamCell({ value }: { value: string | undefined }) {
  return value === undefined ? <NoValue /> : <MiddleEllipsis text={value} tail={6} />;
}
