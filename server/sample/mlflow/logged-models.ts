import { MlflowRefusal } from "./refusal.ts";
import { pointsOf } from "./runs.ts";
import type { RecordedRun } from "./shapes.ts";

/**
 * A logged model as MLflow answers it. The client links a run's metrics of the model's step to it, every point of them,
 * and the server answers 0.0 for a NaN.
 */
export function loggedModelBody(runs: readonly RecordedRun[], id: string) {
  const run = runs.find((one) => one.models.some(({ model_id }) => model_id === id));
  const model = run?.models.find(({ model_id }) => model_id === id);
  if (!run || !model)
    throw new MlflowRefusal("RESOURCE_DOES_NOT_EXIST", `Logged model with ID '${id}' not found.`);
  const metrics = run.histories
    .flatMap(pointsOf)
    .filter(({ step }) => step === model.step)
    .map((point) => ({
      ...point,
      value: point.value === "NaN" ? 0 : point.value,
      ...{ model_id: id, run_id: run.run_id },
    }));
  return {
    info: { model_id: id, experiment_id: run.experiment_id, source_run_id: run.run_id },
    ...(metrics.length > 0 ? { data: { metrics } } : {}),
  };
}

/** The models that a run logged. */
export const modelsOfRun = (runs: readonly RecordedRun[], runId: string) =>
  (runs.find((one) => one.run_id === runId)?.models ?? []).map(({ model_id }) =>
    loggedModelBody(runs, model_id),
  );
