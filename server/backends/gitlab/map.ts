import { durationBetween, instantOfText } from "../time.ts";
import type { RunStatus, SourceJob, SourcePipeline, SourceRun } from "../types.ts";
import type { KindRule } from "./about.ts";
import type { operations } from "./contract.generated.ts";
import { kindOf } from "./kind-of.ts";
import type { GitlabJob, GitlabPipeline, GitlabPipelineBasic } from "./schema.ts";

/** From GitLab's records to Terrapin's. */

/** From GitLab's specification: a status that it adds does not compile until it is mapped below. */
type GitlabStatus = NonNullable<
  NonNullable<operations["getApiV4ProjectsIdPipelines"]["parameters"]["query"]>["status"]
>;

const STATUS = new Map<string, RunStatus>(
  Object.entries({
    created: "queued",
    waiting_for_resource: "queued",
    preparing: "queued",
    waiting_for_callback: "queued",
    pending: "queued",
    scheduled: "queued",
    running: "running",
    canceling: "running",
    manual: "waiting",
    success: "succeeded",
    failed: "failed",
    canceled: "canceled",
    skipped: "skipped",
  } satisfies Record<GitlabStatus, RunStatus>),
);

export const knownStatuses: readonly string[] = [...STATUS.keys()];

/** An unknown status never counts as success: what has ended is failed, what has not is running. */
export function statusOfGitlab(word: string, ended: boolean): RunStatus {
  return STATUS.get(word.toLowerCase()) ?? (ended ? "failed" : "running");
}

const EPOCH = "1970-01-01T00:00:00.000Z";

/** `group/sub/project` out of the pipeline's page address; null when it has none. */
export function projectPathOf(webUrl: string | null): string | null {
  if (webUrl === null || !URL.canParse(webUrl)) return null;
  const [before] = new URL(webUrl).pathname.split(/\/-\/|\/pipelines\//);
  const path = decodeURIComponent(before ?? "").replace(/^\/+|\/+$/g, "");
  return path === "" ? null : path;
}

/** A GitLab project has pipelines of several names and kinds; each pair is one of Terrapin's pipelines. */
function pipelineOf(basic: GitlabPipelineBasic, rules: readonly KindRule[]): SourcePipeline {
  const path = projectPathOf(basic.web_url);
  const kind = kindOf(rules, { project: path, name: basic.name, ref: basic.ref, source: basic.source });
  const place = path ?? `project ${basic.project_id}`;
  return {
    externalId: `${basic.project_id}/${kind}/${basic.name ?? ""}`,
    name: basic.name ? `${place}: ${basic.name}` : place,
    kind,
    url: basic.web_url?.replace(/\/\d+$/, "") ?? null,
  };
}

/** The id of the GitLab project that one of Terrapin's pipelines belongs to. */
export const projectIdOf = (pipelineExternalId: string): string => pipelineExternalId.split("/")[0] ?? "";

export function runOfGitlab(
  pipeline: GitlabPipeline,
  jobs: GitlabJob[] | null,
  rules: readonly KindRule[],
): { pipeline: SourcePipeline; run: SourceRun } {
  const of = pipelineOf(pipeline, rules);
  const startedAt = instantOfText(pipeline.started_at);
  const finishedAt = instantOfText(pipeline.finished_at);
  const path = projectPathOf(pipeline.web_url);
  const run: SourceRun = {
    externalId: pipeline.id,
    pipelineExternalId: of.externalId,
    kind: of.kind,
    name: pipeline.name || path?.split("/").at(-1) || `pipeline ${pipeline.id}`,
    number: pipeline.iid,
    status: statusOfGitlab(pipeline.status, finishedAt !== null),
    statusRaw: pipeline.status,
    branch: pipeline.ref,
    commitSha: pipeline.sha?.toLowerCase() ?? null,
    commitTitle: jobs?.find((job) => job.commit?.title)?.commit?.title ?? null,
    trigger: pipeline.source,
    actor: pipeline.user,
    queuedAt: instantOfText(pipeline.created_at) ?? startedAt ?? EPOCH,
    startedAt,
    finishedAt,
    durationMs:
      pipeline.duration === null
        ? durationBetween(startedAt, finishedAt)
        : Math.max(0, Math.round(pipeline.duration * 1000)),
    url: pipeline.web_url,
    changedAt: instantOfText(pipeline.updated_at),
    tags: {},
    params: [],
    metrics: [],
    datasets: [],
    jobs: jobs?.map(jobOfGitlab) ?? null,
  };
  return { pipeline: of, run };
}

function jobOfGitlab(job: GitlabJob): SourceJob {
  const startedAt = instantOfText(job.started_at);
  const finishedAt = instantOfText(job.finished_at);
  return {
    externalId: job.id,
    name: job.name,
    stage: job.stage ?? "",
    status: statusOfGitlab(job.status, finishedAt !== null),
    statusRaw: job.status,
    failureReason: job.failure_reason,
    allowedToFail: job.allow_failure ?? false,
    queuedAt: instantOfText(job.created_at),
    startedAt,
    finishedAt,
    durationMs:
      job.duration === null
        ? durationBetween(startedAt, finishedAt)
        : Math.max(0, Math.round(job.duration * 1000)),
    url: job.web_url,
    artifacts: (job.artifacts ?? []).map((artifact) => ({
      path: artifact.filename ?? artifact.file_type ?? "artifact",
      sizeBytes: artifact.size,
    })),
  };
}
