import { z } from "zod";
import { instant, metricValue } from "@/server/foundation/shapes";
import { parseSubject } from "./subject";

export const subject = z
  .string()
  .max(600)
  .refine(
    (text) => parseSubject(text) !== null,
    "is not run:ID, version:MODEL@VERSION or environment:MODEL@NAME",
  )
  .describe("`run:ID`, `version:MODEL@VERSION` or `environment:MODEL@NAME`");

export const metricName = z
  .string()
  .min(1, "is empty")
  .max(250)
  .regex(/^\P{Cc}*$/u, "holds control characters");

const source = z
  .enum(["registry", "api"])
  .describe("`registry`: read in a connected system; `api`: sent by a person or their token");

/** A place on the axis: a training step, or a moment. */
const position = z.union(
  [
    z.number().int(),
    z
      .string()
      .regex(/^-?\d{1,16}$/, { abort: true })
      .transform(Number),
    z.iso.datetime({ offset: true, abort: true }),
  ],
  "takes a step such as 100, or a time such as 2026-01-31T09:00:00Z",
);

export const seriesInput = z.object({
  subject,
  name: metricName,
  from: position.optional().describe("first step, or first moment (RFC 3339 or milliseconds)"),
  to: position.optional().describe("last step, or last moment"),
  width: z
    .number()
    .int()
    .min(10)
    .max(4000)
    .default(1000)
    .describe("pixels: at most so many buckets come back"),
  source: source.optional().describe("where it was both read and sent by API; what was read comes first"),
  project: z.string().optional().describe("where two projects have a model of this name"),
});

export const bucket = z.object({
  x: z.number().describe("where the first point of the bucket stands"),
  first: metricValue,
  last: metricValue,
  min: metricValue,
  max: metricValue,
  mean: z.number().nullable().describe("of the finite values; null where there is none"),
  count: z.number(),
  nans: z.number().optional().describe("how many of them are NaN, when any is"),
});
export type Bucket = z.infer<typeof bucket>;

export const seriesOutput = z.object({
  subject: z.string(),
  name: z.string(),
  source: source.nullable(),
  axis: z.enum(["step", "time"]).describe("what x counts: training steps, or milliseconds since 1970"),
  better: z.enum(["higher", "lower"]).nullable(),
  count: z.number().describe("points of the whole series"),
  minX: z.number().nullable(),
  maxX: z.number().nullable(),
  buckets: z.array(bucket),
});

export const namesInput = z.object({ subject, project: z.string().optional() });
export const namesOutput = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      source,
      axis: z.enum(["step", "time"]),
      better: z.enum(["higher", "lower"]).nullable(),
      count: z.number(),
      minX: z.number().nullable(),
      maxX: z.number().nullable(),
    }),
  ),
});

const point = z
  .object({
    subject,
    name: metricName,
    step: z.number().int().optional(),
    at: instant.optional(),
    value: metricValue,
  })
  .refine((p) => p.step !== undefined || p.at !== undefined, "has neither `step` nor `at`");

export const pointsInput = z.object({
  project: z.string().optional(),
  points: z
    .array(point)
    .min(1)
    .max(10_000)
    .describe("with `step`: by step; without: by time. Sending one twice is harmless"),
});
export const pointsOutput = z.object({
  received: z.number(),
  added: z.number().describe("those that were not there before"),
});
