import { z } from "zod";

/**
 * What was recorded of GitLab: not its answers, but what happened, so that it can answer for any moment.
 * A job has its wait for a runner, its duration and its result; when it could start follows from the
 * stages before it.
 */

/** GitLab's thirteen statuses of jobs and pipelines. */
export const jobStatus = z.enum([
  "created",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "pending",
  "running",
  "success",
  "failed",
  "canceling",
  "canceled",
  "skipped",
  "manual",
  "scheduled",
]);
export type JobStatus = z.infer<typeof jobStatus>;

const seconds = z.number().nonnegative();

export const recordedJob = z.object({
  id: z.number().int(),
  name: z.string(),
  stage: z.string(),
  /** Seconds from when it could start until a runner took it; null when no runner ever does. */
  queue: seconds.nullable(),
  /** Seconds on the runner; null when it does not end. */
  run: seconds.nullable(),
  result: z.enum(["success", "failed", "manual"]),
  /** Its status while it waits, where not "pending". */
  waits: z.enum(["waiting_for_resource", "preparing", "waiting_for_callback", "scheduled"]).optional(),
  allowFailure: z.boolean().optional(),
  reason: z.string().optional(),
  /** Which of the recorded logs it writes. */
  log: z.string().optional(),
  /** The result of a retry: most failures repeat, a flaky test does not. */
  retry: z.enum(["success", "failed"]).optional(),
  coverage: z.number().optional(),
  artifacts: z
    .array(
      z.object({
        file_type: z.string(),
        size: z.number().int(),
        filename: z.string(),
        file_format: z.string().nullable(),
      }),
    )
    .optional(),
  /** The pipeline that this job starts; such a job is a bridge and is in no list of jobs. */
  starts: z.number().int().optional(),
});
export type RecordedJob = z.infer<typeof recordedJob>;

export const recordedPipeline = z.object({
  id: z.number().int(),
  iid: z.number().int(),
  project: z.number().int(),
  name: z.string(),
  ref: z.string(),
  sha: z.string(),
  source: z.string(),
  user: z.number().int(),
  /** When it was created. */
  at: z.string(),
  /** The stages in order; the jobs of a stage start when the one before has ended. */
  stages: z.array(z.string()),
  jobs: z.array(recordedJob),
  /** Seconds after which it was canceled. */
  canceledAfter: seconds.optional(),
  /** Its commit message has [skip ci]. */
  skipped: z.boolean().optional(),
  /** The pipeline that started this one. */
  parent: z.number().int().optional(),
});
export type RecordedPipeline = z.infer<typeof recordedPipeline>;

export const recordedUser = z.object({ id: z.number().int(), username: z.string(), name: z.string() });

export const recordedCommit = z.object({
  project: z.number().int(),
  sha: z.string(),
  parent: z.string().nullable(),
  title: z.string(),
  user: z.number().int(),
  at: z.string(),
});
export type RecordedCommit = z.infer<typeof recordedCommit>;

export const recordedProject = z.object({
  id: z.number().int(),
  /** `group/name`. */
  path: z.string(),
  name: z.string(),
  description: z.string(),
  defaultBranch: z.string(),
  createdAt: z.string(),
});
export type RecordedProject = z.infer<typeof recordedProject>;

export const gitlabRecording = z.object({
  version: z.object({ version: z.string(), revision: z.string(), enterprise: z.boolean() }),
  users: z.array(recordedUser),
  projects: z.array(recordedProject),
  commits: z.array(recordedCommit),
  pipelines: z.array(recordedPipeline),
  /** Log texts by their key, without what the runner itself writes. */
  logs: z.record(z.string(), z.string()),
});
export type GitlabRecording = z.infer<typeof gitlabRecording>;
