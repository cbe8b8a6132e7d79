import type { JobStatus, RecordedJob, RecordedPipeline } from "./shapes.ts";

/** A job with the times of its changes, in milliseconds since 1970; Infinity where a moment does not come. */
export type Job = RecordedJob & {
  pipeline: number;
  createdAt: number;
  /** When the stages before it had ended. */
  readyAt: number;
  startAt: number;
  endAt: number;
  skipAt: number;
  cancelAt: number;
  /** A newer attempt has replaced it. */
  retried: boolean;
};

export type Pipeline = Omit<RecordedPipeline, "jobs"> & { createdAt: number; jobs: Job[] };

/** GitLab takes this long to stop a running job; until then its status is "canceling". */
const CANCELING_MS = 4_000;
const never = Number.POSITIVE_INFINITY;

/** A pipeline started at a moment, with all its future changes unless somebody intervenes. */
export function startPipeline(recorded: RecordedPipeline, createdAt: number): Pipeline {
  const jobs = recorded.jobs.map((job) => newAttempt(job, recorded.id, createdAt));
  const pipeline = { ...recorded, createdAt, jobs };
  plan(pipeline, createdAt + 1_000);
  if (recorded.canceledAfter !== undefined) cancel(pipeline, null, createdAt + recorded.canceledAfter * 1000);
  return pipeline;
}

function newAttempt(job: RecordedJob, pipeline: number, createdAt: number): Job {
  const open = { readyAt: never, startAt: never, endAt: never, skipAt: never, cancelAt: never };
  return { ...job, pipeline, createdAt, ...open, retried: false };
}

const isSettled = (job: Job, at: number): boolean => job.endAt <= at || job.cancelAt <= at;
const isManual = (job: Job): boolean => job.result === "manual";
const hasStarted = (job: Job, at: number): boolean => job.readyAt <= at && !isManual(job);

/**
 * Schedules, from a moment on, all jobs that have not started: each stage waits for the one before, is skipped when that
 * failed, and waits without end behind a manual job that nobody starts.
 */
export function plan(pipeline: Pipeline, from: number): void {
  statusHistories.delete(pipeline);
  let gate: { opens: number; failed: boolean } = { opens: from, failed: false };
  for (const stage of pipeline.stages) {
    const jobs = pipeline.jobs.filter((job) => job.stage === stage && !job.retried);
    for (const job of jobs) if (!isSettled(job, from) && !hasStarted(job, from)) schedule(job, gate);
    const blocked = jobs.some((job) => isManual(job) && !job.allowFailure);
    const failed = gate.failed || jobs.some(breaks);
    const ends = jobs.filter((job) => !isManual(job)).map(endOf);
    gate = { opens: blocked && !failed ? never : Math.max(gate.opens, ...ends), failed };
  }
}

function schedule(job: Job, gate: { opens: number; failed: boolean }): void {
  Object.assign(job, { readyAt: never, startAt: never, endAt: never, skipAt: never });
  if (gate.failed) {
    job.skipAt = gate.opens;
    return;
  }
  job.readyAt = gate.opens;
  if (isManual(job)) return;
  job.startAt = job.queue === null ? never : gate.opens + job.queue * 1000;
  job.endAt = job.run === null ? never : job.startAt + job.run * 1000;
}

const endOf = (job: Job): number => Math.min(job.endAt, job.cancelAt, job.skipAt);
const breaks = (job: Job): boolean =>
  !job.allowFailure &&
  (job.cancelAt < never || job.skipAt < never || (job.endAt < never && job.result === "failed"));

/** Cancels the jobs that can be canceled: all but those that have ended or wait for a person. */
export function cancel(pipeline: Pipeline, only: Job | null, at: number): void {
  statusHistories.delete(pipeline);
  for (const job of only ? [only] : pipeline.jobs) {
    const open = !["success", "failed", "canceled", "canceling", "skipped", "manual"].includes(
      jobStatusAt(job, at),
    );
    if (open && !job.retried) job.cancelAt = at;
  }
}

/** Retries failed and canceled jobs under new ids, and the jobs that were skipped after them. */
export function retry(pipeline: Pipeline, only: Job | null, at: number, nextId: () => number): Job[] {
  const again = pipeline.jobs.filter((job) => {
    const status = jobStatusAt(job, at);
    return only ? job === only : !job.retried && (status === "failed" || status === "canceled");
  });
  const fresh = again.map((job) => {
    job.retried = true;
    const result = job.retry ?? (job.result === "failed" ? "failed" : "success");
    return newAttempt({ ...job, id: nextId(), result, log: logOf(job.log, result) }, pipeline.id, at);
  });
  pipeline.jobs.push(...fresh);
  plan(pipeline, at);
  return fresh;
}

/** "unit!upload" is what "unit" writes when it fails over an upload. */
const logOf = (log: string | undefined, result: string) => (result === "success" ? log?.split("!")[0] : log);

/** Starts a manual job, and what waits behind it. */
export function play(pipeline: Pipeline, job: Job, at: number): void {
  job.result = job.retry ?? "success";
  schedule(job, { opens: at, failed: false });
  plan(pipeline, at);
}

export function jobStatusAt(job: Job, at: number): JobStatus {
  if (job.cancelAt <= at && job.cancelAt < job.endAt)
    return job.startAt < job.cancelAt && at < job.cancelAt + CANCELING_MS ? "canceling" : "canceled";
  if (job.skipAt <= at) return "skipped";
  if (at < job.readyAt) return "created";
  if (isManual(job)) return "manual";
  if (at < job.startAt) return job.waits ?? "pending";
  return at < job.endAt ? "running" : job.result;
}

/** The status changes of each pipeline, computed once until somebody intervenes. */
const statusHistories = new WeakMap<Pipeline, { at: number; status: JobStatus }[]>();

function statusHistoryOf(pipeline: Pipeline): { at: number; status: JobStatus }[] {
  const known = statusHistories.get(pipeline);
  if (known) return known;
  const history: { at: number; status: JobStatus }[] = [];
  for (const at of changeTimes(pipeline)) {
    const status = derivedStatusAt(pipeline, at);
    if (status !== history.at(-1)?.status) history.push({ at, status });
  }
  statusHistories.set(pipeline, history);
  return history;
}

export function pipelineStatusAt(pipeline: Pipeline, at: number): JobStatus {
  return statusHistoryOf(pipeline).findLast((change) => change.at <= at)?.status ?? "created";
}

/** The last time, up to `at`, at which the pipeline's own status changed; a job's change need not change it. */
export function changedAt(pipeline: Pipeline, at: number): number {
  return statusHistoryOf(pipeline).findLast((change) => change.at <= at)?.at ?? pipeline.createdAt;
}

/** GitLab's rule for the status of a pipeline by those of its jobs. */
function derivedStatusAt(pipeline: Pipeline, at: number): JobStatus {
  if (pipeline.skipped) return "skipped";
  const jobs = pipeline.jobs.filter((job) => !job.retried);
  const counted = jobs.filter((job) => !(job.allowFailure && isManual(job)));
  const found = new Map<JobStatus, number>();
  for (const job of counted) {
    const status = jobStatusAt(job, at);
    const word = job.allowFailure && (status === "failed" || status === "canceled") ? "success" : status;
    found.set(word, (found.get(word) ?? 0) + 1);
  }
  const has = (...words: JobStatus[]) => words.some((word) => found.has(word));
  const all = (...words: JobStatus[]) =>
    words.reduce((sum, word) => sum + (found.get(word) ?? 0), 0) === counted.length;
  if (all("skipped")) return "skipped";
  if (all("success", "skipped")) return "success";
  if (all("created")) return "created";
  if (has("canceling")) return "canceling";
  if (has("preparing") && all("preparing", "created")) return "preparing";
  if (has("running")) return "running";
  if (all("canceled", "success", "failed", "skipped", "manual") && has("canceled")) return "canceled";
  if (has("pending") && !has("success", "failed")) return "pending";
  if (has("pending", "preparing")) return "running";
  if (has("waiting_for_resource")) return "waiting_for_resource";
  if (has("waiting_for_callback")) return "waiting_for_callback";
  if (has("manual") && !has("failed")) return "manual";
  if (has("scheduled")) return "scheduled";
  return has("failed") ? "failed" : "running";
}

/** All times at which something of a pipeline changes, in order, each once. */
export function changeTimes(pipeline: Pipeline): number[] {
  const found = new Set([pipeline.createdAt]);
  for (const job of pipeline.jobs) {
    for (const at of [job.createdAt, job.readyAt, job.startAt, job.endAt, job.skipAt, job.cancelAt]) {
      if (at < never) found.add(at);
    }
    if (job.cancelAt < never) found.add(job.cancelAt + CANCELING_MS);
  }
  return [...found].sort((a, b) => a - b);
}

const over: readonly JobStatus[] = ["success", "failed", "canceled", "skipped"];
export const isOver = (status: JobStatus): boolean => over.includes(status);

/** When the first job started and the last one ended, and the time in which at least one ran, in milliseconds. */
export function span(pipeline: Pipeline, at: number) {
  const ran = pipeline.jobs
    .filter((job) => job.startAt <= at && job.startAt < job.cancelAt)
    .map((job) => ({ from: job.startAt, to: Math.min(job.endAt, job.cancelAt, at) }))
    .sort((a, b) => a.from - b.from);
  let busy = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { from, to } of ran) {
    busy += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return { startedAt: ran[0]?.from ?? null, endedAt: ran.length > 0 ? reached : null, busyMs: busy };
}
