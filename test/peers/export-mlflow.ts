import { z } from "zod";
import {
  type MlflowRecording,
  mlflowRecording,
  recordedDataset,
  recordedExperiment,
  recordedFile,
  recordedModel,
  recordedValue,
  recordedVersion,
} from "../../server/sample/mlflow/shapes.ts";

/** Reads a whole MLflow server into the shape that the sample's MLflow answers from. */

const pair = z.object({ key: z.string(), value: z.string() });
const metric = z.object({ key: z.string(), value: recordedValue, timestamp: z.number(), step: z.number() });
const next = { next_page_token: z.string().optional() };
const dataset = recordedDataset;
const run = z.object({
  info: z.object({
    run_id: z.string(),
    experiment_id: z.string(),
    run_name: z.string(),
    user_id: z.string(),
    status: z.string(),
    start_time: z.number(),
    end_time: z.number().optional(),
    artifact_uri: z.string(),
  }),
  data: z.object({
    metrics: z.array(metric).default([]),
    params: z.array(pair).default([]),
    tags: z.array(pair).default([]),
  }),
  inputs: z.object({
    dataset_inputs: z.array(z.object({ tags: z.array(pair).default([]), dataset })).default([]),
  }),
  outputs: z.object({
    model_outputs: z.array(z.object({ model_id: z.string(), step: z.number() })).default([]),
  }),
});
type Run = z.infer<typeof run>;

const answers = {
  experiments: z.object({ experiments: z.array(recordedExperiment).default([]), ...next }),
  runs: z.object({ runs: z.array(run).default([]), ...next }),
  history: z.object({ metrics: z.array(metric).default([]), ...next }),
  files: z.object({ files: z.array(recordedFile).default([]) }),
  models: z.object({
    registered_models: z
      .array(
        recordedModel.extend({
          aliases: z.array(z.object({ alias: z.string(), version: z.string() })).default([]),
        }),
      )
      .default([]),
    ...next,
  }),
  versions: z.object({ model_versions: z.array(recordedVersion).default([]), ...next }),
};

/** @param url the server's address, without a slash at the end */
export async function exportMlflow(url: string): Promise<MlflowRecording> {
  const api = `${url}/api/2.0/mlflow`;

  async function get<T>(shape: z.ZodType<T>, path: string, query: Record<string, string>): Promise<T> {
    const response = await fetch(`${api}/${path}?${new URLSearchParams(query)}`);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return shape.parse(await response.json());
  }

  async function post<T>(shape: z.ZodType<T>, path: string, body: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${api}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return shape.parse(await response.json());
  }

  async function allFiles(runId: string): Promise<MlflowRecording["runs"][number]["files"]> {
    const found: MlflowRecording["runs"][number]["files"] = {};
    const folders = [""];
    for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
      const query: Record<string, string> = { run_id: runId };
      if (folder !== "") query.path = folder;
      const { files } = await get(answers.files, "artifacts/list", query);
      if (files.length > 0) found[folder] = files;
      folders.push(...files.filter((file) => file.is_dir).map((file) => file.path));
    }
    return found;
  }

  async function history(runId: string, key: string) {
    const { metrics } = await get(answers.history, "metrics/get-history", { run_id: runId, metric_key: key });
    return {
      key,
      values: metrics.map((one) => one.value),
      times: metrics.map((one) => one.timestamp),
      steps: metrics.map((one) => one.step),
    };
  }

  const datasets: MlflowRecording["datasets"] = [];
  const datasetIndex = new Map<string, number>();
  function indexOf(one: MlflowRecording["datasets"][number]): number {
    const key = JSON.stringify(one);
    const known = datasetIndex.get(key);
    if (known !== undefined) return known;
    datasetIndex.set(key, datasets.length);
    return datasets.push(one) - 1;
  }

  async function whole({ info, data, inputs, outputs }: Run): Promise<MlflowRecording["runs"][number]> {
    const histories = [];
    for (const { key } of data.metrics) histories.push(await history(info.run_id, key));
    return {
      ...info,
      params: data.params,
      tags: data.tags,
      datasets: inputs.dataset_inputs.map((one) => ({ index: indexOf(one.dataset), tags: one.tags })),
      models: outputs.model_outputs,
      histories,
      files: await allFiles(info.run_id),
    };
  }

  const version = (await (await fetch(`${url}/version`)).text()).trim();
  const { experiments } = await post(answers.experiments, "experiments/search", { max_results: 1_000 });
  const found = await post(answers.runs, "runs/search", {
    experiment_ids: experiments.map((one) => one.experiment_id),
    max_results: 50_000,
    order_by: ["attributes.start_time ASC"],
  });
  const runs = [];
  for (const one of found.runs) runs.push(await whole(one));
  const { registered_models } = await get(answers.models, "registered-models/search", {
    max_results: "1000",
  });
  const { model_versions } = await get(answers.versions, "model-versions/search", { max_results: "10000" });
  return mlflowRecording.parse({
    version,
    experiments,
    datasets,
    runs,
    models: registered_models,
    versions: model_versions,
    aliases: registered_models.flatMap((model) =>
      model.aliases.map((one) => ({ model: model.name, alias: one.alias, version: one.version })),
    ),
  });
}
