import type { JobStatus, RecordedCommit, RecordedProject } from "./shapes.ts";
import {
  changedAt,
  isOver,
  type Job,
  jobStatusAt,
  type Pipeline,
  pipelineStatusAt,
  span,
} from "./timeline.ts";
import type { World } from "./world.ts";

/** GitLab's answer bodies for the present moment. Times are ISO 8601 in UTC with milliseconds, durations are seconds. */
export type Answers = ReturnType<typeof createAnswers>;

const instant = (ms: number): string => new Date(ms).toISOString();

/** @param base the server's own address, for the links in its answers */
export function createAnswers(world: World, base: () => string) {
  const projectOf = (id: number): RecordedProject => {
    const found = world.project(String(id));
    if (!found) throw new Error(`The recording has no project ${id}.`);
    return found;
  };
  const home = (project: RecordedProject) => `${base()}/${project.path}`;

  function user(id: number) {
    const found = world.user(id) ?? { id, username: "ghost", name: "Ghost User" };
    return {
      ...found,
      state: "active",
      locked: false,
      avatar_url: `${base()}/uploads/-/system/user/avatar/${found.id}/avatar.png`,
      web_url: `${base()}/${found.username}`,
    };
  }

  function basic(pipeline: Pipeline) {
    const at = world.now();
    return {
      id: pipeline.id,
      iid: pipeline.iid,
      project_id: pipeline.project,
      sha: pipeline.sha,
      ref: pipeline.ref,
      status: pipelineStatusAt(pipeline, at),
      source: pipeline.source,
      created_at: instant(pipeline.createdAt),
      updated_at: instant(changedAt(pipeline, at)),
      web_url: `${home(projectOf(pipeline.project))}/-/pipelines/${pipeline.id}`,
      name: pipeline.name,
    };
  }

  function detail(pipeline: Pipeline) {
    const at = world.now();
    const head = basic(pipeline);
    const { startedAt, endedAt, busyMs } = span(pipeline, at);
    const over = isOver(head.status);
    const commit = world.commit(pipeline.sha);
    return {
      ...head,
      before_sha: commit?.parent ?? "0000000000000000000000000000000000000000",
      tag: false,
      yaml_errors: null,
      user: user(pipeline.user),
      started_at: startedAt === null ? null : instant(startedAt),
      finished_at: over && endedAt !== null ? instant(endedAt) : null,
      committed_at: null,
      duration: over && startedAt !== null ? Math.round(busyMs / 1000) : null,
      queued_duration: startedAt === null ? null : Math.round((startedAt - pipeline.createdAt) / 1000),
      coverage: coverageOf(pipeline, at),
      detailed_status: detailedStatus(
        head.status,
        `/${projectOf(pipeline.project).path}/-/pipelines/${pipeline.id}`,
      ),
      archived: false,
    };
  }

  function jobHead(job: Job, pipeline: Pipeline) {
    const at = world.now();
    const status = jobStatusAt(job, at);
    const started = job.startAt <= at && job.startAt < job.cancelAt;
    const ended = isOver(status);
    const end = Math.min(job.endAt, job.cancelAt, job.skipAt);
    const commit = world.commit(pipeline.sha);
    return {
      id: job.id,
      status,
      stage: job.stage,
      name: job.name,
      ref: pipeline.ref,
      tag: false,
      coverage: status === "success" ? (job.coverage ?? null) : null,
      allow_failure: job.allowFailure ?? false,
      created_at: instant(job.createdAt),
      started_at: started ? instant(job.startAt) : null,
      finished_at: ended && status !== "skipped" ? instant(end) : null,
      erased_at: null,
      duration: started ? (Math.min(end, at) - job.startAt) / 1000 : null,
      queued_duration: job.readyAt <= at && started ? (job.startAt - job.readyAt) / 1000 : null,
      user: user(pipeline.user),
      ...(commit ? { commit: commitOf(commit) } : {}),
      pipeline: basic(pipeline),
      ...(status === "failed" ? { failure_reason: job.reason ?? "script_failure" } : {}),
    };
  }

  function job(one: Job, pipeline: Pipeline) {
    const head = jobHead(one, pipeline);
    const done = head.status === "success" || head.status === "failed";
    const trace = head.started_at
      ? [{ file_type: "trace", size: 4_096, filename: "job.log", file_format: null }]
      : [];
    return {
      ...head,
      web_url: `${home(projectOf(pipeline.project))}/-/jobs/${one.id}`,
      project: { ci_job_token_scope_enabled: false },
      artifacts: done ? [...(one.artifacts ?? []), ...trace].map(artifact) : trace.map(artifact),
      runner: head.started_at ? runner : null,
      artifacts_expire_at: null,
      archived: false,
      tag_list: one.queue === null ? ["gpu"] : [],
    };
  }

  function bridge(one: Job, pipeline: Pipeline) {
    const child = one.starts === undefined ? null : world.pipeline(one.starts);
    return {
      ...jobHead(one, pipeline),
      web_url: `${home(projectOf(pipeline.project))}/-/jobs/${one.id}`,
      project: { ci_job_token_scope_enabled: "false" },
      ...(child ? { downstream_pipeline: basic(child) } : {}),
    };
  }

  function commitOf(commit: RecordedCommit) {
    const author = world.user(commit.user) ?? { username: "ghost", name: "Ghost User" };
    const email = `${author.username}@example.com`;
    return {
      id: commit.sha,
      short_id: commit.sha.slice(0, 8),
      created_at: commit.at,
      parent_ids: commit.parent ? [commit.parent] : [],
      title: commit.title,
      message: `${commit.title}\n`,
      author_name: author.name,
      author_email: email,
      authored_date: commit.at,
      committer_name: author.name,
      committer_email: email,
      committed_date: commit.at,
      trailers: {},
      extended_trailers: {},
      web_url: `${home(projectOf(commit.project))}/-/commit/${commit.sha}`,
    };
  }

  function project(one: RecordedProject) {
    return {
      id: one.id,
      description: one.description,
      name: one.name,
      name_with_namespace: one.path.replaceAll("/", " / "),
      path: one.path.slice(one.path.lastIndexOf("/") + 1),
      path_with_namespace: one.path,
      created_at: one.createdAt,
      default_branch: one.defaultBranch,
      visibility: "internal",
      web_url: home(one),
    };
  }

  return { user, basic, detail, job, bridge, commit: commitOf, project };
}

const runner = {
  id: 7,
  description: "shared-linux-1",
  active: true,
  paused: false,
  is_shared: true,
  runner_type: "instance_type",
  name: "gitlab-runner",
  online: true,
  status: "online",
};

/** The specification allows no null here, and GitLab answers null for a file without a format: the key is left out then. */
function artifact({
  file_format,
  ...rest
}: {
  file_format: string | null;
  file_type: string;
  size: number;
  filename: string;
}) {
  return file_format === null ? rest : { ...rest, file_format };
}

/** The mean over the jobs that measured it, as GitLab has it. */
function coverageOf(pipeline: Pipeline, at: number): number | null {
  const found = pipeline.jobs.flatMap((job) =>
    job.coverage !== undefined && !job.retried && jobStatusAt(job, at) === "success" ? [job.coverage] : [],
  );
  if (found.length === 0) return null;
  return Math.round((found.reduce((sum, one) => sum + one, 0) / found.length) * 100) / 100;
}

const WORDS: Partial<Record<JobStatus, string>> = {
  success: "passed",
  manual: "blocked",
  waiting_for_resource: "waiting for resource",
  waiting_for_callback: "waiting for callback",
};

function detailedStatus(status: JobStatus, path: string) {
  const label = WORDS[status] ?? status;
  return {
    icon: `status_${status}`,
    text: label,
    label,
    group: status.replaceAll("_", "-"),
    tooltip: label,
    has_details: false,
    details_path: path,
    illustration: null,
    favicon: `/assets/ci_favicons/favicon_status_${status}.png`,
  };
}
