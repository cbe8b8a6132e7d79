import { z } from "zod";
import { id, instant, modelName, pageInput, pageOf, versionName } from "@/server/foundation/shapes";

export const feedbackStatus = z.enum(["new", "confirmed", "fixed", "declined"]);
export type FeedbackStatus = z.infer<typeof feedbackStatus>;

export const submitItem = z.object({
  slug: z.string().max(60),
  answers: z.record(z.string().max(60), z.unknown()).describe("field key → answer, as the form asks"),
  predicted: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe("the label the model had given, where the sender knows it"),
  idempotencyKey: z.string().min(1).max(200).optional().describe("the same key twice makes one item"),
});
export type SubmitItem = z.infer<typeof submitItem>;
export const submitted = z.object({ id, duplicate: z.boolean() });

export const feedbackItem = z.object({
  id,
  project: z.string(),
  form: z.object({ slug: z.string(), title: z.string() }),
  model: z.string(),
  version: z.string().nullable().describe("the version that served when it was sent"),
  environment: z.string(),
  deployment: id.nullable(),
  title: z.string(),
  answers: z.record(z.string(), z.union([z.string(), z.number()])),
  predictionId: z.string().nullable(),
  rating: z.number().int().nullable(),
  ratingMax: z.number().int().nullable(),
  correctedLabel: z.string().nullable(),
  predictedLabel: z.string().nullable().describe("what the model had said; null where nobody told"),
  complaint: z
    .boolean()
    .describe(
      "a corrected label that differs from the prediction, else a rating in the lowest third of its scale",
    ),
  source: z.enum(["form", "api"]),
  status: feedbackStatus,
  assignee: z.object({ id, name: z.string() }).nullable(),
  tags: z.array(z.string()),
  createdAt: instant,
  updatedAt: instant,
});
export type FeedbackItem = z.infer<typeof feedbackItem>;

export const feedbackDetail = feedbackItem.extend({
  questions: z.array(z.object({ key: z.string(), label: z.string(), kind: z.string() })),
});
export type FeedbackDetail = z.infer<typeof feedbackDetail>;

export const listFeedback = pageInput.extend({
  project: z.string().max(60).optional(),
  status: z
    .enum([...feedbackStatus.options, "open"])
    .optional()
    .describe("`open` is new or confirmed"),
  form: z.string().max(60).optional(),
  model: modelName.optional(),
  version: versionName.optional(),
  assignee: z.union([id, z.literal("me"), z.literal("nobody")]).optional(),
  tag: z.string().max(60).optional(),
  complaint: z.boolean().optional(),
  from: instant.optional().describe("sent at this time or later"),
  q: z.string().trim().max(200).optional().describe("words of the report, any case"),
});
export type ListFeedback = z.infer<typeof listFeedback>;
export const feedbackPage = pageOf(feedbackItem);

export const countFeedback = listFeedback.omit({ cursor: true, limit: true, status: true });
export type CountFeedback = z.infer<typeof countFeedback>;
export const feedbackHistogram = countFeedback.extend({
  buckets: z.number().int().min(1).max(400).default(48),
});
export type FeedbackHistogram = z.output<typeof feedbackHistogram>;
export const feedbackCounts = z.record(feedbackStatus, z.number().int());

export const triage = z.object({
  id,
  status: feedbackStatus.optional(),
  assignee: z
    .union([id, z.literal("me")])
    .nullable()
    .optional(),
  tags: z.array(z.string().trim().min(1).max(40)).max(20).optional(),
});
export type Triage = z.infer<typeof triage>;

export const exportFeedback = listFeedback.omit({ cursor: true, limit: true }).extend({
  format: z.enum(["jsonl", "csv"]).default("jsonl"),
});
export type ExportFeedback = z.infer<typeof exportFeedback>;
