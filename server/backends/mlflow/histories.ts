import "server-only";
import { BackendError } from "../errors.ts";
import { eachPage } from "../pages.ts";
import type { SeriesWanted, SourceArtifact, SourcePoint } from "../types.ts";
import { BULK_POINTS, type MlflowClient } from "./client.ts";
import { isExact } from "./map.ts";

const RUNS_AT_ONCE = 100;

type HistoryPart = SeriesWanted & { points: SourcePoint[]; last: boolean };
type LoggedValue = { value: number; timestamp: number; step: number | null };

const pointOf = (metric: LoggedValue): SourcePoint => ({
  step: metric.step ?? 0,
  at: metric.timestamp,
  value: metric.value,
});

/**
 * Reads the histories of many runs. The documented route answers one series a call: two million calls for a hundred
 * thousand runs of twenty metrics. The route of MLflow's own pages answers a hundred runs at once, up to a bound. What it
 * cuts off, and everything where that route is missing, is read by the documented route.
 */
export function createHistoryReader(client: MlflowClient) {
  let bulkKnown = true;

  async function* single(runId: string, metric: string, signal: AbortSignal): AsyncGenerator<HistoryPart> {
    for await (const page of eachPage((token) => client.history(runId, metric, token, signal))) {
      const points = page.metrics.filter(({ step }) => isExact(step)).map(pointOf);
      yield { runExternalId: runId, metric, points, last: !page.next_page_token };
    }
  }

  /** The runs that are complete in one bulk answer; null when the route is missing. */
  async function bulk(runIds: string[], metric: string, signal: AbortSignal) {
    try {
      const { metrics } = await client.bulkHistory(runIds, metric, signal);
      const found = new Map<string, SourcePoint[]>(runIds.map((id) => [id, []]));
      for (const value of metrics) if (isExact(value.step)) found.get(value.run_id)?.push(pointOf(value));
      if (metrics.length < BULK_POINTS) return found;
      // The answer is cut off, in the order of run ids: the last run in it and those after it are incomplete.
      const edge = metrics.at(-1)?.run_id ?? "";
      for (const id of runIds) if (id >= edge) found.delete(id);
      return found;
    } catch (error) {
      if (!(error instanceof BackendError) || error.isTransient || error.kind === "unauthorized") throw error;
      if (error.kind !== "too_large") bulkKnown = false;
      return null;
    }
  }

  return async function* readHistories(
    wanted: readonly SeriesWanted[],
    signal: AbortSignal,
  ): AsyncGenerator<HistoryPart> {
    for (const [metric, runIds] of byMetric(wanted)) {
      for (let i = 0; i < runIds.length; i += RUNS_AT_ONCE) {
        let left = runIds.slice(i, i + RUNS_AT_ONCE);
        while (bulkKnown && left.length > 1) {
          const found = await bulk(left, metric, signal);
          if (found === null || found.size === 0) break;
          for (const [runExternalId, points] of found) yield { runExternalId, metric, points, last: true };
          left = left.filter((id) => !found.has(id));
        }
        for (const id of left) yield* single(id, metric, signal);
      }
    }
  };
}

/** Run ids by metric, sorted as MLflow sorts them. */
function byMetric(wanted: readonly SeriesWanted[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { runExternalId, metric } of wanted) {
    const group = groups.get(metric);
    if (group) group.push(runExternalId);
    else groups.set(metric, [runExternalId]);
  }
  for (const group of groups.values()) group.sort();
  return groups;
}

/** Lists all files of a run, folder by folder, at most `limit`. */
export async function listMlflowArtifacts(
  client: MlflowClient,
  runId: string,
  limit: number,
  signal: AbortSignal,
): Promise<SourceArtifact[]> {
  const files: SourceArtifact[] = [];
  const folders: (string | undefined)[] = [undefined];
  while (folders.length > 0 && files.length < limit) {
    const folder = folders.shift();
    for await (const page of eachPage((token) => client.artifacts(runId, folder, token, signal))) {
      for (const file of page.files) {
        if (file.is_dir) folders.push(file.path);
        else files.push({ path: file.path, sizeBytes: file.file_size });
      }
      if (files.length >= limit) break;
    }
  }
  return files.slice(0, limit);
}
