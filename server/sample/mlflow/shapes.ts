import { z } from "zod";

/**
 * What was recorded of an MLflow server: its answers, without repetitions. Times are milliseconds since 1970.
 * A value is a number, or "NaN"; infinity is the largest double, since MLflow stores no other.
 */

const ms = z.number().int();
const pair = z.object({ key: z.string(), value: z.string() });
export type Pair = z.infer<typeof pair>;

export const recordedValue = z.union([z.number(), z.literal("NaN")]);
export type RecordedValue = z.infer<typeof recordedValue>;

export const recordedExperiment = z.object({
  experiment_id: z.string(),
  name: z.string(),
  artifact_location: z.string(),
  lifecycle_stage: z.string(),
  last_update_time: ms,
  creation_time: ms,
  tags: z.array(pair).optional(),
  workspace: z.string().optional(),
});

/** One metric's history in the order logged: values, times and steps side by side. */
export const recordedHistory = z.object({
  key: z.string(),
  values: z.array(recordedValue),
  times: z.array(ms),
  steps: z.array(z.number().int()),
});
export type RecordedHistory = z.infer<typeof recordedHistory>;

export const recordedFile = z.object({
  path: z.string(),
  is_dir: z.boolean(),
  file_size: z.number().int().optional(),
});

export const recordedRun = z.object({
  run_id: z.string(),
  experiment_id: z.string(),
  run_name: z.string(),
  user_id: z.string(),
  status: z.string(),
  start_time: ms,
  end_time: ms.optional(),
  artifact_uri: z.string(),
  params: z.array(pair),
  tags: z.array(pair),
  /** Datasets by their place in the recording's list, with the tags they were given here. */
  datasets: z.array(z.object({ index: z.number().int(), tags: z.array(pair) })),
  /** The models it made. */
  models: z.array(z.object({ model_id: z.string(), step: z.number().int() })),
  histories: z.array(recordedHistory),
  /** Files by the folder they lie in; the run's own folder is "". */
  files: z.record(z.string(), z.array(recordedFile)),
});
export type RecordedRun = z.infer<typeof recordedRun>;

export const recordedDataset = z.object({
  name: z.string(),
  digest: z.string(),
  source_type: z.string(),
  source: z.string(),
  schema: z.string().optional(),
  profile: z.string().optional(),
});

export const recordedModel = z.object({
  name: z.string(),
  creation_timestamp: ms,
  last_updated_timestamp: ms,
  description: z.string().optional(),
  tags: z.array(pair).optional(),
});

export const recordedVersion = z.object({
  name: z.string(),
  version: z.string(),
  creation_timestamp: ms,
  last_updated_timestamp: ms,
  current_stage: z.string(),
  description: z.string().optional(),
  source: z.string(),
  run_id: z.string(),
  status: z.string(),
  run_link: z.string(),
  tags: z.array(pair).optional(),
});
export type RecordedVersion = z.infer<typeof recordedVersion>;

export const mlflowRecording = z.object({
  version: z.string(),
  experiments: z.array(recordedExperiment),
  datasets: z.array(recordedDataset),
  runs: z.array(recordedRun),
  models: z.array(recordedModel),
  versions: z.array(recordedVersion),
  aliases: z.array(z.object({ model: z.string(), alias: z.string(), version: z.string() })),
});
export type MlflowRecording = z.infer<typeof mlflowRecording>;
