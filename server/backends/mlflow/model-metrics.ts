import "server-only";
import { eachPage } from "../pages.ts";
import { instantOfMs } from "../time.ts";
import type { SourceModelMetric, SourceModelMetrics } from "../types.ts";
import type { MlflowClient } from "./client.ts";
import { isExact } from "./map.ts";
import type { MlflowLoggedModel, MlflowModelMetric } from "./schema.ts";

/**
 * Reads what was measured of a logged model. MLflow 3 answers every step there, and 0.0 for a NaN: a 0 is looked up in
 * the history of the run that logged it, which has NaN. Null when the model is gone.
 */
export async function readMlflowModelMetrics(
  client: MlflowClient,
  id: string,
  signal?: AbortSignal,
): Promise<SourceModelMetrics | null> {
  const model = await client.loggedModel(id, signal);
  if (!model) return null;
  const metrics: SourceModelMetric[] = [];
  for (const newest of newestOf(model.data.metrics)) {
    const runId = newest.run_id ?? model.info.source_run_id;
    metrics.push({
      name: newest.key,
      step: isExact(newest.step) ? newest.step : null,
      at: instantOfMs(newest.timestamp),
      dataset: newest.dataset_name || null,
      ...(newest.value === 0
        ? await zeroOrNaN(client, runId, newest, signal)
        : { value: newest.value, mayBeNaN: false }),
    });
  }
  const onlyModelOfRun = metrics.length === 0 && (await isOnlyModelOfRun(client, model, signal));
  return { loggedModelId: id, metrics, onlyModelOfRun };
}

const isRunId = (id: string | null): id is string => id !== null && /^\w+$/.test(id);

const rankOf = ({ step, timestamp }: MlflowModelMetric) => [step ?? 0, timestamp ?? 0] as const;

/** The newest value of each metric and data set: of the highest step, then the latest time, then the last logged. */
export function newestOf(metrics: readonly MlflowModelMetric[]): MlflowModelMetric[] {
  const newest = new Map<string, MlflowModelMetric>();
  for (const metric of metrics) {
    const key = JSON.stringify([metric.key, metric.dataset_name || null]);
    const known = newest.get(key);
    const [step, at] = rankOf(metric);
    const [knownStep, knownAt] = known ? rankOf(known) : [Number.NEGATIVE_INFINITY, 0];
    if (step > knownStep || (step === knownStep && at >= knownAt)) newest.set(key, metric);
  }
  return [...newest.values()];
}

async function zeroOrNaN(
  client: MlflowClient,
  runId: string | null,
  { key, step, timestamp }: MlflowModelMetric,
  signal?: AbortSignal,
): Promise<Pick<SourceModelMetric, "value" | "mayBeNaN">> {
  const unknown = { value: 0, mayBeNaN: true };
  if (!isRunId(runId) || !(await client.run(runId, signal))) return unknown;
  const values: number[] = [];
  for await (const page of eachPage((token) => client.history(runId, key, token, signal))) {
    for (const point of page.metrics)
      if (point.step === step && point.timestamp === timestamp) values.push(point.value);
  }
  const zero = values.includes(0);
  const nan = values.some(Number.isNaN);
  // Models of one run share its history: with both, either may be this model's.
  if (zero === nan) return unknown;
  return { value: zero ? 0 : Number.NaN, mayBeNaN: false };
}

/** A run's values say nothing of its model when it logged several, deleted ones too, or measured those of other runs. */
async function isOnlyModelOfRun(
  client: MlflowClient,
  { info }: MlflowLoggedModel,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!isRunId(info.source_run_id)) return false;
  const run = await client.run(info.source_run_id, signal);
  const named = [...(run?.inputs?.model_inputs ?? []), ...(run?.outputs?.model_outputs ?? [])];
  if (!run || named.some(({ model_id }) => model_id !== info.model_id)) return false;
  return (await client.modelsOfRun(info.experiment_id, info.source_run_id, signal)) === 1;
}
