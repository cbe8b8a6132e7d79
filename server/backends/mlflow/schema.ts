import { z } from "zod";
import { storableText } from "../../foundation/storable-text.ts";

/** The part of MLflow's answers that Terrapin reads. Other fields are ignored; text is made fit for PostgreSQL. */

const text = z.string().transform(storableText);
const optionalText = text.nullish().transform((value) => value ?? null);

/** An int64 travels as a number or, as protobuf has it, as a string. */
const int64 = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);
const optionalInt64 = int64.nullish().transform((value) => value ?? null);

/** MLflow's SQL store cannot hold infinity and stores the largest double instead. */
const LARGEST = Number.MAX_VALUE;

/** A measured value: a number, or NaN and the infinities in the spellings seen. Null (an unreadable one) is NaN. */
export const measured = z
  .union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]), z.null()])
  .transform((value) => {
    if (value === null) return Number.NaN;
    const number = Number(value);
    if (number === LARGEST) return Number.POSITIVE_INFINITY;
    return number === -LARGEST ? Number.NEGATIVE_INFINITY : number;
  });

const keyValue = z.object({ key: text, value: text.default("") });
const nextPage = { next_page_token: z.string().optional() };

export const experiment = z.object({
  experiment_id: z.string(),
  name: text,
  lifecycle_stage: z.string().default("active"),
});
export type MlflowExperiment = z.infer<typeof experiment>;
export const experimentsAnswer = z.object({ experiments: z.array(experiment).default([]), ...nextPage });

const metric = z.object({ key: text, value: measured, timestamp: optionalInt64, step: optionalInt64 });

const datasetInput = z.object({
  tags: z.array(keyValue).default([]),
  dataset: z.object({
    name: text,
    digest: text.default(""),
    source_type: optionalText,
    source: optionalText,
  }),
});

export const run = z.object({
  info: z.object({
    run_id: z.string(),
    experiment_id: z.string(),
    run_name: optionalText,
    user_id: optionalText,
    status: text.default("RUNNING"),
    start_time: optionalInt64,
    end_time: optionalInt64,
    lifecycle_stage: z.string().default("active"),
  }),
  data: z
    .object({
      metrics: z.array(metric).default([]),
      params: z.array(keyValue).default([]),
      tags: z.array(keyValue).default([]),
    })
    .default({ metrics: [], params: [], tags: [] }),
  inputs: z
    .object({
      dataset_inputs: z.array(datasetInput).default([]),
      model_inputs: z.array(z.object({ model_id: z.string() })).default([]),
    })
    .optional(),
  outputs: z.object({ model_outputs: z.array(z.object({ model_id: z.string() })).default([]) }).optional(),
});
export type MlflowRun = z.infer<typeof run>;
export const runAnswer = z.object({ run });
/** A page of runs; the client checks each run. */
export const runsAnswer = z.object({ runs: z.array(z.unknown()).default([]), ...nextPage });

const historyMetric = z.object({ value: measured, timestamp: int64, step: optionalInt64 });
export const historyAnswer = z.object({ metrics: z.array(historyMetric).default([]), ...nextPage });
export const bulkHistoryAnswer = z.object({ metrics: z.array(historyMetric.extend({ run_id: z.string() })) });

export const artifactsAnswer = z.object({
  files: z
    .array(z.object({ path: text, is_dir: z.boolean().default(false), file_size: optionalInt64 }))
    .default([]),
  ...nextPage,
});

const loggedModelMetric = metric.extend({ dataset_name: optionalText, run_id: optionalText });
export type MlflowModelMetric = z.infer<typeof loggedModelMetric>;
export const loggedModel = z.object({
  info: z.object({ model_id: z.string(), experiment_id: z.string(), source_run_id: optionalText }),
  /** Every step of every metric, in the order logged. */
  data: z.object({ metrics: z.array(loggedModelMetric).default([]) }).default({ metrics: [] }),
});
export type MlflowLoggedModel = z.infer<typeof loggedModel>;
export const loggedModelAnswer = z.object({ model: loggedModel });
export const loggedModelsAnswer = z.object({ models: z.array(loggedModel).default([]), ...nextPage });

const alias = z.object({ alias: text, version: z.union([z.string(), z.number()]).transform(String) });

export const registeredModel = z.object({
  name: text,
  creation_timestamp: optionalInt64,
  last_updated_timestamp: optionalInt64,
  description: optionalText,
  tags: z.array(keyValue).default([]),
  aliases: z.array(alias).default([]),
});
export type MlflowModel = z.infer<typeof registeredModel>;
export const modelsAnswer = z.object({
  registered_models: z.array(registeredModel).default([]),
  ...nextPage,
});

export const modelAnswer = z.object({ registered_model: registeredModel });

export const modelVersion = z.object({
  name: text,
  version: z.union([z.string(), z.number()]).transform(String),
  creation_timestamp: optionalInt64,
  last_updated_timestamp: optionalInt64,
  user_id: optionalText,
  description: optionalText,
  source: optionalText,
  run_id: optionalText,
  status: text.default("READY"),
  tags: z.array(keyValue).default([]),
});
export type MlflowVersion = z.infer<typeof modelVersion>;
export const versionsAnswer = z.object({ model_versions: z.array(modelVersion).default([]), ...nextPage });
export const versionAnswer = z.object({ model_version: modelVersion });
export const emptyAnswer = z.unknown();
