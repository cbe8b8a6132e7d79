"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { criticalPath } from "./critical-path";
import { linear } from "./scale";
import { type MarkShape, markColour } from "./shape-colour";
import { useWidth } from "./use-width";

export type TimelineJob = {
  id: string;
  name: string;
  shape: MarkShape;
  /** ISO 8601; null where it has not come to that. */
  queuedAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  needs?: readonly string[];
  /** How long it ran, in words. */
  duration: string;
  href?: string;
};

const rowHeight = 28;

/**
 * The jobs of a run on one scale: grey is waiting, the bar is work, the underline is the critical path. `icon`
 * draws a job's state before its name; a bar that still runs is drawn up to `now` (ms since 1970).
 */
export function JobTimeline(props: {
  jobs: readonly TimelineJob[];
  label: string;
  now: number;
  icon: (job: TimelineJob) => ReactNode;
  selected?: string | null;
  onSelect?: (id: string) => void;
}) {
  const { jobs, label, now, icon, selected, onSelect } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const times = jobs.map((job) => timesOf(job, now));
  const begins = times.flatMap((each) => each.queued ?? each.started ?? []);
  const ends = times.flatMap((each) => each.ended ?? []);
  const from = Math.min(...begins);
  const x = linear([from, Math.max(from + 1000, ...ends)], [0, Math.max(0, width - 2)]);
  const path = criticalPath(
    jobs.map(({ id, needs }, index) => ({
      id,
      needs,
      startedAt: times[index]?.started ?? null,
      finishedAt: times[index]?.ended ?? null,
    })),
  );

  return (
    <ul aria-label={label} className="py-1">
      {jobs.map((job, index) => (
        <li
          key={job.id}
          className={`relative grid grid-cols-[minmax(120px,230px)_minmax(0,1fr)_84px] items-center has-[:hover]:bg-hover max-sm:grid-cols-[minmax(0,1fr)_84px] ${selected === job.id ? "bg-accent-soft" : ""}`}
          style={{ minHeight: rowHeight }}
        >
          <span className="flex min-w-0 items-center gap-2 pl-3.5">
            {icon(job)}
            <Name job={job} selected={selected === job.id} onSelect={onSelect} />
          </span>
          <div
            ref={index === 0 ? ref : undefined}
            className="max-sm:order-last max-sm:col-span-2 max-sm:mx-3.5 max-sm:-mt-1.5"
            style={{ minHeight: rowHeight }}
          >
            {width > 0 && (
              <Bars shape={job.shape} times={times[index]} x={x} width={width} critical={path.has(job.id)} />
            )}
          </div>
          <span className="num pr-3.5 text-right whitespace-nowrap text-ink-3">{job.duration}</span>
        </li>
      ))}
    </ul>
  );
}

type Times = { queued: number | null; started: number | null; ended: number | null };

function timesOf(job: TimelineJob, now: number): Times {
  const ms = (at: string | null) => (at === null ? null : Date.parse(at));
  const started = ms(job.startedAt);
  const open = job.shape === "run" || job.shape === "idle" || job.shape === "wait";
  return { queued: ms(job.queuedAt), started, ended: ms(job.finishedAt) ?? (open ? now : started) };
}

/** The name carries the press of the whole row. */
function Name(props: { job: TimelineJob; selected: boolean; onSelect?: (id: string) => void }) {
  const { job, selected, onSelect } = props;
  const look = `min-w-0 truncate text-left -outline-offset-2 after:absolute after:inset-0 ${job.shape === "bad" || selected ? "font-medium" : ""}`;
  if (job.href)
    return (
      <Link
        href={job.href}
        scroll={false}
        prefetch={false}
        aria-current={selected || undefined}
        className={look}
      >
        {job.name}
      </Link>
    );
  if (!onSelect) return <span className="min-w-0 truncate">{job.name}</span>;
  return (
    <button type="button" aria-pressed={selected} onClick={() => onSelect(job.id)} className={look}>
      {job.name}
    </button>
  );
}

function Bars(props: {
  shape: MarkShape;
  times?: Times;
  x: (ms: number) => number;
  width: number;
  critical: boolean;
}) {
  const { shape, times, x, width, critical } = props;
  if (!times) return null;
  const { queued, started, ended } = times;
  const waitsUntil = started ?? ended;
  const bar = started !== null &&
    ended !== null && { x: x(started), width: Math.max(3, x(ended) - x(started)) };
  return (
    <svg aria-hidden="true" width={width} height={rowHeight} className="block">
      {queued !== null && waitsUntil !== null && waitsUntil > queued && (
        <rect x={x(queued)} y="12" width={x(waitsUntil) - x(queued)} height="4" fill="var(--line-strong)" />
      )}
      {bar && <rect {...bar} y="7" height="14" rx="2" {...markColour(shape)} />}
      {bar && critical && <rect {...bar} y="22" height="2" fill="var(--ink)" />}
    </svg>
  );
}
