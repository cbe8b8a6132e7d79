import { durationBetween, instantOfMs } from "../time.ts";
import type { LeftOut, RunStatus, SourceModel, SourcePipeline, SourceRun, SourceVersion } from "../types.ts";
import { about } from "./about.ts";
import type { MlflowModel, MlflowRun, MlflowVersion } from "./schema.ts";

/** From MLflow's records to Terrapin's. `pagesUrl` is the address of MLflow's web pages. */

const STATUS = new Map<string, RunStatus>(
  Object.entries({
    SCHEDULED: "queued",
    RUNNING: "running",
    FINISHED: "succeeded",
    FAILED: "failed",
    KILLED: "canceled",
  } as const),
);

export const knownStatuses: readonly string[] = [...STATUS.keys()].flatMap((word) => [
  word,
  `${word} (deleted)`,
]);

/** An unknown status never counts as success: a run that has ended is failed, one that has not is running. */
export function statusOfRun(word: string, ended: boolean): RunStatus {
  return STATUS.get(word.toUpperCase()) ?? (ended ? "failed" : "running");
}

const EPOCH = "1970-01-01T00:00:00.000Z";

/** The tags that may name the commit of a run; the first that is set wins. */
const COMMIT_TAGS = [about.words.commitTag, "git.commit", "git_commit", "commit_sha", "commit"];
const BRANCH_TAGS = ["mlflow.source.git.branch", "git.branch", "git_branch", "branch"];

/** The tag by which a nested run names its parent. */
const PARENT_TAG = "mlflow.parentRunId";

const firstOf = (tags: Record<string, string>, names: readonly string[]): string | null => {
  for (const name of names) {
    const value = tags[name]?.trim();
    if (value) return value;
  }
  return null;
};

/** Only a hexadecimal value is a commit. */
const commitOf = (tags: Record<string, string>): string | null => {
  const value = firstOf(tags, COMMIT_TAGS)?.toLowerCase() ?? null;
  return value !== null && /^[0-9a-f]{7,64}$/.test(value) ? value : null;
};

const recordOf = (pairs: { key: string; value: string }[]): Record<string, string> =>
  Object.fromEntries(pairs.map((pair) => [pair.key, pair.value]));

export function pipelineOfExperiment(
  experiment: { experiment_id: string; name: string; lifecycle_stage: string },
  pagesUrl: string,
): SourcePipeline {
  return {
    externalId: experiment.experiment_id,
    name: experiment.name,
    kind: "training",
    url: `${pagesUrl}/#/experiments/${encodeURIComponent(experiment.experiment_id)}`,
    ...(experiment.lifecycle_stage === "deleted" ? { deleted: true } : {}),
  };
}

/** JSON carries whole numbers up to 2^53 exactly; MLflow's steps are 64 bits wide. */
export const isExact = (step: number | null): boolean => step === null || Number.isSafeInteger(step);

const inexactStep = ({ key, step }: { key: string; step: number | null }): LeftOut => ({
  what: `${key} was logged at a step of about ${step?.toPrecision(4)}.`,
  why: "Steps past 9,007,199,254,740,991 cannot be kept exactly. Its value is kept; its point is not in the chart.",
  todo: "Log it at a smaller step. A time belongs in the point's timestamp.",
});

export function runOfMlflow(run: MlflowRun, pagesUrl: string): SourceRun {
  const { info, data } = run;
  const tags = recordOf(data.tags);
  const startedAt = instantOfMs(info.start_time);
  const finishedAt = instantOfMs(info.end_time);
  const deleted = info.lifecycle_stage === "deleted";
  const status = statusOfRun(info.status, finishedAt !== null);
  const open = status === "running" || status === "queued";
  return {
    externalId: info.run_id,
    pipelineExternalId: info.experiment_id,
    parentExternalId: tags[PARENT_TAG] || undefined,
    kind: "training",
    name: tags["mlflow.runName"] || info.run_name || info.run_id.slice(0, 8),
    number: null,
    status: deleted && open ? "canceled" : status,
    statusRaw: deleted ? `${info.status} (deleted)` : info.status,
    branch: firstOf(tags, BRANCH_TAGS),
    commitSha: commitOf(tags),
    commitTitle: null,
    trigger: tags["gitlab.CI_JOB_ID"] ? "ci" : null,
    actor: nameOf(tags["mlflow.user"] || info.user_id),
    queuedAt: startedAt ?? finishedAt ?? EPOCH,
    startedAt,
    finishedAt,
    durationMs: durationBetween(startedAt, finishedAt),
    url: `${pagesUrl}/#/experiments/${encodeURIComponent(info.experiment_id)}/runs/${encodeURIComponent(info.run_id)}`,
    changedAt: null,
    tags,
    params: data.params.map((param) => ({ name: param.key, value: param.value })),
    metrics: data.metrics.map((metric) => ({
      name: metric.key,
      value: metric.value,
      step: isExact(metric.step) ? metric.step : null,
      at: instantOfMs(metric.timestamp),
    })),
    leftOut: data.metrics.filter(({ step }) => !isExact(step)).map(inexactStep),
    datasets: (run.inputs?.dataset_inputs ?? []).map((input) => ({
      name: input.dataset.name,
      digest: input.dataset.digest,
      context: recordOf(input.tags)["mlflow.data.context"] ?? "",
      sourceType: input.dataset.source_type,
      source: input.dataset.source,
    })),
    jobs: null,
    ...(deleted ? { deleted } : {}),
  };
}

/** MLflow writes "unknown" where a client gave no user. */
const nameOf = (user: string | null | undefined): string | null => (user && user !== "unknown" ? user : null);

export function modelOfMlflow(model: MlflowModel, pagesUrl: string): SourceModel {
  const createdAt = instantOfMs(model.creation_timestamp) ?? EPOCH;
  return {
    name: model.name,
    description: model.description ?? "",
    tags: recordOf(model.tags),
    createdAt,
    updatedAt: instantOfMs(model.last_updated_timestamp) ?? createdAt,
    url: `${pagesUrl}/#/models/${encodeURIComponent(model.name)}`,
    aliases: model.aliases,
  };
}

/** The model that a version was registered from. The version names it nowhere but in its source. */
export const loggedModelOf = (source: string | null): string | null =>
  /^models:\/(m-[0-9a-f]{32})$/.exec(source ?? "")?.[1] ?? null;

export function versionOfMlflow(version: MlflowVersion, pagesUrl: string): SourceVersion {
  const createdAt = instantOfMs(version.creation_timestamp) ?? EPOCH;
  return {
    model: version.name,
    version: version.version,
    runExternalId: version.run_id || null,
    source: version.source || null,
    loggedModelId: loggedModelOf(version.source),
    status: version.status,
    description: version.description ?? "",
    tags: recordOf(version.tags),
    createdAt,
    updatedAt: instantOfMs(version.last_updated_timestamp) ?? createdAt,
    createdBy: nameOf(version.user_id),
    url: `${pagesUrl}/#/models/${encodeURIComponent(version.name)}/versions/${encodeURIComponent(version.version)}`,
  };
}
