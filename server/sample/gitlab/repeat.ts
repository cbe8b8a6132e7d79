import { DAY_MS, endOfDay, repeatedSha, WEEK_MS } from "../shift.ts";
import type { GitlabRecording, RecordedPipeline } from "./shapes.ts";
import { changeTimes, type Pipeline } from "./timeline.ts";

/** Ids of the daily repetitions: above those of the weekly ones, below those of what users start. */
const DAILY_IDS = 40_000;
const DAILY_JOB_IDS = 40_000_000;
/** After so many seconds a runner takes a job that waited all day. */
const MAX_QUEUE_SECONDS = 24.5 * 3600;

/**
 * The repetition after the recording's end: its last seven days each week, and what was in progress at its end each day,
 * so that something is in progress on every later day. Repetitions have later ids and times.
 */
export function planRepetition(
  recording: GitlabRecording,
  recordedAt: (pipeline: RecordedPipeline) => number,
  begun: ReadonlyMap<number, Pipeline>,
) {
  const end = endOfDay(Math.max(0, ...recording.pipelines.map(recordedAt)));
  const lastWeek = recording.pipelines.filter((one) => recordedAt(one) >= end - WEEK_MS);
  const weekly = lastWeek.filter((one) => isOver(begun.get(one.id), end));
  const daily = lastWeek.filter((one) => isInProgress(begun.get(one.id), end));
  return {
    /** The end of the recording's last day. */
    end,
    weekly,
    daily,
    inWeek: weeklyCopies(recording, weekly),
    inDay: (recorded: RecordedPipeline, n: number): RecordedPipeline => {
      const place = daily.indexOf(recorded);
      const id = DAILY_IDS + n * daily.length + place;
      const jobs = recorded.jobs.map((job, i) => ({ ...job, id: DAILY_JOB_IDS + id * 10 + i }));
      return { ...recorded, id, iid: id, jobs };
    },
  };
}

/** Whether nothing of it happens after a moment. */
function isOver(pipeline: Pipeline | undefined, at: number): boolean {
  if (!pipeline) return false;
  const open = pipeline.jobs.some((job) => !job.allowFailure && endOf(job) > at);
  return !open && (changeTimes(pipeline).at(-1) ?? 0) <= at;
}

/** Whether a runner works on it or it waits for one. What waits for a person is not in progress. */
const isInProgress = (pipeline: Pipeline | undefined, at: number): boolean =>
  pipeline !== undefined &&
  pipeline.createdAt <= at - DAY_MS / 24 &&
  pipeline.jobs.some((job) => endOf(job) > at) &&
  !pipeline.jobs.some((job) => job.result === "manual");

const endOf = (job: Pipeline["jobs"][number]) => Math.min(job.endAt, job.cancelAt, job.skipAt);

/** The recorded pipeline with an end to every wait for a runner. */
export const endWaits = (recorded: RecordedPipeline): RecordedPipeline => ({
  ...recorded,
  jobs: recorded.jobs.map((job) => ({ ...job, queue: job.queue ?? MAX_QUEUE_SECONDS })),
});

/** The copy of a pipeline n weeks later. */
function weeklyCopies(recording: GitlabRecording, weekly: readonly RecordedPipeline[]) {
  const first = Math.min(...weekly.map((one) => one.id));
  const ids = Math.max(...recording.pipelines.map((one) => one.id)) - first + 1;
  const jobIds = recording.pipelines.flatMap((one) => one.jobs.map((job) => job.id));
  const firstJob = Math.min(...weekly.flatMap((one) => one.jobs.map((job) => job.id)));
  const jobs = Math.max(...jobIds) - firstJob + 1;
  return (recorded: RecordedPipeline, n: number): RecordedPipeline => ({
    ...recorded,
    id: recorded.id + n * ids,
    iid: recorded.iid + n * ids,
    parent: recorded.parent === undefined ? undefined : recorded.parent + n * ids,
    sha: repeatedSha(recorded.sha, n),
    jobs: recorded.jobs.map((job) => ({
      ...job,
      id: job.id + n * jobs,
      starts: job.starts === undefined ? undefined : job.starts + n * ids,
    })),
  });
}
