import { z } from "zod";
import { id, instant } from "@/server/foundation/shapes";
import { traceKinds } from "./kinds";

export const traceInput = z.object({
  subject: z
    .string()
    .max(600)
    .regex(
      /^(run|promotion|feedback):[1-9]\d{0,17}$|^version:.+@[^@]+$/s,
      "is not run:ID, version:MODEL@VERSION, promotion:ID or feedback:ID",
    )
    .describe("`run:ID`, `version:MODEL@VERSION`, `promotion:ID` or `feedback:ID`"),
  project: z.string().optional().describe("where two projects have a model of this name"),
});

/** Where a cell leads, for whoever builds addresses. */
export const traceRef = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("commit"), sha: z.string() }),
  z.object({ kind: z.literal("run"), id }),
  z.object({ kind: z.literal("datasets"), run: id }),
  z.object({ kind: z.literal("version"), model: z.string(), version: z.string() }),
  z.object({ kind: z.literal("model"), model: z.string() }),
  z.object({ kind: z.literal("promotion"), id }),
  z.object({ kind: z.literal("feedback"), model: z.string(), version: z.string(), item: id.nullable() }),
]);
export type TraceRef = z.infer<typeof traceRef>;

export const traceState = z.enum(["ok", "bad", "wait", "run", "idle"]);

export const traceCell = z.object({
  kind: z.enum(traceKinds),
  label: z.string(),
  value: z.string().nullable(),
  state: traceState.nullable(),
  stateWord: z.string().nullable(),
  at: instant.nullable().describe("when it happened or began"),
  ref: traceRef.nullable(),
  here: z.boolean(),
  sameCommit: z
    .number()
    .int()
    .nullable()
    .describe(
      "runs of this kind that carry the commit, where nothing but the commit leads here; null where it is logged",
    ),
  missing: z.string().nullable().describe("said in place of a value when there is none"),
  hint: z.string().nullable().describe("how to get what is missing"),
});
export type TraceCell = z.infer<typeof traceCell>;

export const traceOutput = z.object({
  subject: z.string(),
  project: z.string(),
  cells: z.array(traceCell),
});
