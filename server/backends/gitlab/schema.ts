import { z } from "zod";
import { storableText } from "../../foundation/storable-text.ts";

/** The part of GitLab's answers that Terrapin reads. Other fields are ignored; text is made fit for PostgreSQL. */

const text = z.string().transform(storableText);
const optionalText = text.nullish().transform((value) => value ?? null);
const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);
const idText = z.union([z.number(), z.string()]).transform(String);
const user = z
  .object({ username: optionalText, name: optionalText })
  .nullish()
  .transform((value) => value?.username ?? value?.name ?? null);

export const pipelineBasic = z.object({
  id: idText,
  iid: idText.nullish().transform((value) => value ?? null),
  project_id: idText,
  sha: optionalText,
  ref: optionalText,
  status: text,
  source: optionalText,
  name: optionalText,
  created_at: optionalText,
  updated_at: optionalText,
  web_url: optionalText,
});
export type GitlabPipelineBasic = z.infer<typeof pipelineBasic>;
export const pipelineList = z.array(pipelineBasic);

export const pipelineDetail = pipelineBasic.extend({
  user,
  started_at: optionalText,
  finished_at: optionalText,
  /** Seconds. */
  duration: optionalNumber,
});
export type GitlabPipeline = z.infer<typeof pipelineDetail>;

export const job = z.object({
  id: idText,
  name: text,
  stage: optionalText,
  status: text,
  allow_failure: z.boolean().nullish(),
  failure_reason: optionalText,
  created_at: optionalText,
  started_at: optionalText,
  finished_at: optionalText,
  /** Seconds, with a fraction. */
  duration: optionalNumber,
  web_url: optionalText,
  commit: z.object({ title: optionalText }).nullish(),
  artifacts: z
    .array(z.object({ filename: optionalText, file_type: optionalText, size: optionalNumber }))
    .nullish(),
});
export type GitlabJob = z.infer<typeof job>;
export const jobList = z.array(job);

export const version = z.object({ version: z.string(), enterprise: z.boolean().nullish() });
