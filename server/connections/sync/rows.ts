import type { SourceJob, SourceRun } from "@/server/backends/types";
import { toMetricValue } from "@/server/foundation/metric-value";

/**
 * Records as rows for `json_to_recordset`: one parameter a statement, however many rows. Indexed texts are cut to what an
 * index entry can hold; other texts are stored whole.
 */
const INDEXED = 500;

export const cut = (text: string, most = INDEXED): string =>
  text.length <= most ? text : text.slice(0, most);
const cutOrNull = (text: string | null): string | null => (text === null ? null : cut(text));

/** The last record of each id, since a page may hold one twice, sorted so that all transactions lock in one order. */
export function distinct(runs: readonly SourceRun[]): SourceRun[] {
  const byId = new Map(runs.map((run) => [run.externalId, run]));
  return [...byId.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
}

export const runRow = (run: SourceRun, pipelineId: string) => ({
  external_id: run.externalId,
  pipeline_id: pipelineId,
  parent_external_id: cutOrNull(run.parentExternalId ?? null),
  kind: run.kind,
  name: cut(run.name, 1000),
  number: run.number,
  status: run.status,
  status_raw: cut(run.statusRaw),
  branch: cutOrNull(run.branch),
  commit_sha: cutOrNull(run.commitSha),
  commit_title: run.commitTitle === null ? null : cut(run.commitTitle, 1000),
  trigger: cutOrNull(run.trigger),
  actor: cutOrNull(run.actor),
  queued_at: run.queuedAt,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  duration_ms: run.durationMs,
  url: run.url,
  tags: run.tags,
  left_out: run.leftOut ?? [],
  changed_at: run.changedAt,
});

export function metricRows(
  runs: readonly SourceRun[],
  runIds: Map<string, string>,
  keyIds: Map<string, number>,
) {
  return runs.flatMap((run) => {
    const byKey = new Map(run.metrics.map((metric) => [keyIds.get(cut(metric.name)), metric]));
    return [...byKey].map(([key_id, { value, step, at }]) => ({
      ...{ run_id: runIds.get(run.externalId), key_id },
      ...{ value: toMetricValue(value), step, at },
    }));
  });
}

export function paramRows(
  runs: readonly SourceRun[],
  runIds: Map<string, string>,
  keyIds: Map<string, number>,
) {
  return runs.flatMap((run) => {
    const byKey = new Map(run.params.map((param) => [keyIds.get(cut(param.name)), param.value]));
    return [...byKey].map(([key_id, value]) => ({ run_id: runIds.get(run.externalId), key_id, value }));
  });
}

export function datasetRows(runs: readonly SourceRun[], runIds: Map<string, string>) {
  return runs.flatMap((run) =>
    run.datasets.map((dataset) => ({
      run_id: runIds.get(run.externalId),
      name: cut(dataset.name, 300),
      digest: cut(dataset.digest, 100),
      context: cut(dataset.context, 100),
      source_type: dataset.sourceType,
      source: dataset.source,
    })),
  );
}

export function jobRows(runs: readonly SourceRun[], runIds: Map<string, string>) {
  return runs.flatMap((run) => {
    const byId = new Map((run.jobs ?? []).map((job) => [job.externalId, job]));
    return [...byId.values()].map((job) => jobRow(job, runIds.get(run.externalId)));
  });
}

const jobRow = (job: SourceJob, runId: string | undefined) => ({
  run_id: runId,
  external_id: job.externalId,
  name: cut(job.name, 1000),
  stage: job.stage,
  status: job.status,
  status_raw: job.statusRaw,
  failure_reason: job.failureReason,
  allowed_to_fail: job.allowedToFail ? 1 : 0,
  queued_at: job.queuedAt,
  started_at: job.startedAt,
  finished_at: job.finishedAt,
  duration_ms: job.durationMs,
  url: job.url,
  artifacts: job.artifacts,
});
