import { z } from "zod";
import { DAY_MS, shiftMs, WEEK_MS } from "../shift.ts";
import type { StateFile } from "../state-file.ts";
import { endWaits, planRepetition } from "./repeat.ts";
import type { GitlabRecording, RecordedCommit, RecordedPipeline } from "./shapes.ts";
import { cancel, type Job, type Pipeline, play, retry, startPipeline } from "./timeline.ts";

const at = z.number();
const action = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("cancel"), at, pipeline: z.number(), job: z.number().nullable() }),
  z.object({ kind: z.literal("retry"), at, pipeline: z.number(), job: z.number().nullable() }),
  z.object({ kind: z.literal("play"), at, pipeline: z.number(), job: z.number() }),
  z.object({ kind: z.literal("create"), at, project: z.number(), ref: z.string() }),
]);
export type Action = z.infer<typeof action>;

/** What users did in the simulated GitLab; repeated after a restart, it leads to the same state. */
export const gitlabState = z.object({ actions: z.array(action) });
export type GitlabState = z.infer<typeof gitlabState>;

/** Ids of what users start: far above those of the recording and its repetitions. */
const OWN_IDS = 50_000;
const OWN_JOB_IDS = 50_000_000;

export type World = ReturnType<typeof createWorld>;

/**
 * The simulated GitLab's state: the recorded pipelines moved by whole days, their repetition after the recording's end,
 * and what users did. All queries are about the present moment.
 * @param days by how many days the recording is moved
 */
export function createWorld(
  recording: GitlabRecording,
  days: number,
  now: () => number,
  state: StateFile<GitlabState>,
) {
  const pipelines = new Map<number, Pipeline>();
  const pipelineOfJob = new Map<number, number>();
  const commits = new Map(recording.commits.map((commit) => [commit.sha, moved(commit)]));
  const recordedAt = (pipeline: RecordedPipeline) => shiftMs(Date.parse(pipeline.at), days);
  let ownIds = 0;
  let ownJobs = 0;

  function moved(commit: RecordedCommit): RecordedCommit {
    return { ...commit, at: new Date(shiftMs(Date.parse(commit.at), days)).toISOString() };
  }

  function add(pipeline: Pipeline): Pipeline {
    pipelines.set(pipeline.id, pipeline);
    for (const job of pipeline.jobs) pipelineOfJob.set(job.id, pipeline.id);
    return pipeline;
  }

  for (const recorded of recording.pipelines) add(startPipeline(recorded, recordedAt(recorded)));
  const repetition = planRepetition(recording, recordedAt, pipelines);
  for (const recorded of repetition.daily) add(startPipeline(endWaits(recorded), recordedAt(recorded)));
  let weeks = 0;
  let repeatedDays = 0;

  /** Adds what begins up to now after the recording's end. */
  function repeat(): void {
    while (repetition.weekly.length > 0 && now() >= repetition.end + weeks * WEEK_MS) {
      weeks += 1;
      for (const recorded of repetition.weekly) addWeekly(recorded, weeks);
    }
    // A day's repetition begins on the evening before.
    while (repetition.daily.length > 0 && now() >= repetition.end + (repeatedDays - 1) * DAY_MS) {
      repeatedDays += 1;
      for (const recorded of repetition.daily) {
        const again = endWaits(repetition.inDay(recorded, repeatedDays));
        add(startPipeline(again, recordedAt(recorded) + repeatedDays * DAY_MS));
      }
    }
  }

  function addWeekly(recorded: RecordedPipeline, n: number): void {
    const again = repetition.inWeek(recorded, n);
    const commit = commits.get(recorded.sha);
    if (commit) {
      const at = new Date(Date.parse(commit.at) + n * WEEK_MS).toISOString();
      commits.set(again.sha, { ...commit, sha: again.sha, parent: commit.sha, at });
    }
    add(startPipeline(again, recordedAt(recorded) + n * WEEK_MS));
  }

  const nextJobId = () => {
    ownJobs += 1;
    return OWN_JOB_IDS + ownJobs;
  };

  /** A new pipeline like the last one of its branch: the same jobs, all successful. */
  function create(project: number, ref: string, when: number): Pipeline | null {
    const known = [...pipelines.values()].filter(
      (pipeline) =>
        pipeline.project === project && pipeline.createdAt <= when && !pipeline.parent && !pipeline.skipped,
    );
    const same = known.filter((pipeline) => pipeline.ref === ref);
    const model = same.at(-1);
    if (!model) return null;
    ownIds += 1;
    const id = OWN_IDS + ownIds;
    const jobs = model.jobs
      .filter((job) => !job.retried && job.starts === undefined)
      .map((job) => ({
        ...job,
        id: nextJobId(),
        result: job.result === "manual" ? job.result : ("success" as const),
      }));
    const { parent: _parent, canceledAfter: _canceled, ...rest } = model;
    return add(
      startPipeline({ ...rest, id, iid: id, source: "api", user: recording.users[0]?.id ?? 1, jobs }, when),
    );
  }

  /** Performs an action of a user. @returns its pipeline and job; null when they do not exist */
  function perform(action: Action): { pipeline: Pipeline; job: Job | null } | null {
    if (action.kind === "create") {
      const pipeline = create(action.project, action.ref, action.at);
      return pipeline && { pipeline, job: null };
    }
    const pipeline = pipelines.get(action.pipeline);
    const job = pipeline?.jobs.find((one) => one.id === action.job) ?? null;
    if (!pipeline || (action.job !== null && !job)) return null;
    if (action.kind === "cancel") cancel(pipeline, job, action.at);
    if (action.kind === "play" && job) play(pipeline, job, action.at);
    if (action.kind !== "retry") return { pipeline, job };
    const fresh = retry(pipeline, job, action.at, nextJobId);
    for (const one of fresh) pipelineOfJob.set(one.id, pipeline.id);
    return { pipeline, job: fresh[0] ?? job };
  }

  repeat();
  for (const past of state.read().actions) perform(past);

  return {
    now,
    recording,
    /** Those that are repeated under other names after the recording's end. */
    repeatedCommits: new Set(repetition.weekly.map((pipeline) => pipeline.sha)),
    /** All pipelines that exist by now, oldest first. */
    pipelines(): Pipeline[] {
      repeat();
      const present = now();
      return [...pipelines.values()]
        .filter((pipeline) => pipeline.createdAt <= present)
        .sort((a, b) => a.createdAt - b.createdAt || a.id - b.id);
    },
    pipeline(id: number): Pipeline | null {
      repeat();
      const found = pipelines.get(id);
      return found && found.createdAt <= now() ? found : null;
    },
    job(id: number): { pipeline: Pipeline; job: Job } | null {
      repeat();
      const pipeline = pipelines.get(pipelineOfJob.get(id) ?? -1);
      const job = pipeline?.jobs.find((one) => one.id === id);
      return pipeline && job && pipeline.createdAt <= now() && job.createdAt <= now()
        ? { pipeline, job }
        : null;
    },
    project: (idOrPath: string) =>
      recording.projects.find((project) => String(project.id) === idOrPath || project.path === idOrPath) ??
      null,
    user: (id: number) => recording.users.find((user) => user.id === id) ?? null,
    commit: (sha: string) => commits.get(sha) ?? null,
    commits: () => [...commits.values()].filter((commit) => Date.parse(commit.at) <= now()),

    /** Performs and stores an action of a user. */
    act(action: Action) {
      repeat();
      const done = perform(action);
      if (done) state.write({ actions: [...state.read().actions, action] });
      return done;
    },
    /** Adds a pipeline from outside, for tests. */
    push: (recorded: RecordedPipeline): Pipeline => add(startPipeline(recorded, Date.parse(recorded.at))),
    pushCommit: (commit: RecordedCommit): void => {
      commits.set(commit.sha, commit);
    },
  };
}
