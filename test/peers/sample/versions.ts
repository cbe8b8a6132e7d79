import { readFileSync } from "node:fs";
import { z } from "zod";
import { beside } from "../python-env.ts";

/** The versions of the three models: when each was trained, and how. What they are worth is measured, not told. */

const learner = z.enum(["sgd", "mlp", "forest", "boosting", "logistic", "neighbours", "tree"]);
export type Learner = z.infer<typeof learner>;
const params = z.record(z.string(), z.union([z.number(), z.array(z.number())]));
export type Params = z.infer<typeof params>;

const version = z.object({
  /** Also the key of its commit. */
  key: z.string(),
  /** Of the recording, from 0. */
  day: z.number().int(),
  time: z.string(),
  name: z.string(),
  learner,
  params,
  description: z.string(),
  cut: z
    .object({ features: z.array(z.string()), train_size: z.number().int(), leak: z.number() })
    .partial()
    .optional(),
});
export type VersionPlan = z.infer<typeof version>;

const model = z.object({
  name: z.string(),
  experiment: z.string(),
  data: z.string(),
  /** What its training data is called, before the month. */
  dataset: z.string(),
  description: z.string(),
  versions: z.array(version),
});
export type ModelPlan = z.infer<typeof model>;

const read = (name: string): ModelPlan =>
  model.parse(JSON.parse(readFileSync(beside(`./sample/versions/${name}.json`), "utf8")));

export const MODELS: ModelPlan[] = ["breast-cancer", "digit-reader", "wine-grader"].map(read);
