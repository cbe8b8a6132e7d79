import { z } from "zod";
import "./invalid-words";
import type { MetricValue } from "./metric-value";

/** Shapes that REST, tRPC and forms share. Times are RFC 3339 in UTC, ids are decimal strings. */
export const id = z.string().regex(/^[1-9]\d{0,17}$/, { error: "takes an id such as 42", abort: true });
export const instant = z.iso.datetime({ offset: true });
export const slug = z
  .string()
  .min(1, "is empty")
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "may hold lower-case letters, digits and single hyphens");

/** An object's name: any script, no control characters, trimmed. */
export const name = z
  .string()
  .trim()
  .min(1, "is empty")
  .max(200)
  .regex(/^\P{Cc}*$/u, "holds control characters");

/**
 * What a model, or a version of one, is called in its registry: spaces at the ends, line breaks and control characters
 * are part of the name, so nothing is trimmed. Longer ones than registries allow are refused.
 */
export const modelName = z.string().min(1, "is empty").max(500);
export const versionName = z.string().min(1, "is empty").max(200);

export const runKind = z.enum(["code", "data", "deploy", "training"]);
export const runStatus = z.enum([
  "queued",
  "running",
  "waiting",
  "succeeded",
  "failed",
  "canceled",
  "skipped",
]);

/** A measured number, as `metric-value.ts` describes it. */
export const metricValue = z.union([
  z.number(),
  z.enum(["NaN", "Infinity", "-Infinity"]),
]) satisfies z.ZodType<MetricValue>;

export const pageInput = z.object({
  cursor: z.string().max(1000).optional().describe("`nextCursor` of the page before"),
  limit: z.number().int().min(1).max(200).default(50),
});

/** A page of a list, with the cursor of the next one; null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Counts over stretches of time that follow each other; `bad` are those of `total` that went wrong. */
export const histogram = z.object({
  from: instant.nullable(),
  to: instant.nullable(),
  buckets: z.array(z.object({ from: instant, to: instant, total: z.number().int(), bad: z.number().int() })),
});
export type Histogram = z.infer<typeof histogram>;
