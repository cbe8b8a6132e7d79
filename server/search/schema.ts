import { z } from "zod";
import { runStatus, slug } from "@/server/foundation/shapes";

export const find = z.object({ q: z.string().trim().min(1).max(500) });
export type Find = z.infer<typeof find>;

const at = { project: slug };
/** One thing found: what to call it, and what its address is made of. */
export const found = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("run"),
    ...at,
    id: z.string(),
    name: z.string(),
    number: z.string().nullable(),
    status: runStatus,
    branch: z.string().nullable(),
  }),
  z.object({ kind: z.literal("model"), ...at, id: z.string(), name: z.string() }),
  z.object({ kind: z.literal("version"), ...at, id: z.string(), model: z.string(), version: z.string() }),
  z.object({
    kind: z.literal("promotion"),
    ...at,
    id: z.string(),
    model: z.string(),
    version: z.string(),
    environment: z.string(),
    status: z.string(),
  }),
  z.object({
    kind: z.literal("feedback"),
    ...at,
    id: z.string(),
    title: z.string(),
    model: z.string(),
    status: z.string(),
  }),
  z.object({
    kind: z.literal("form"),
    ...at,
    id: z.string(),
    title: z.string(),
    slug: z.string(),
    model: z.string(),
    environment: z.string(),
  }),
  z.object({ kind: z.literal("connection"), ...at, id: z.string(), name: z.string(), vendor: z.string() }),
  z.object({ kind: z.literal("person"), id: z.string(), name: z.string(), email: z.string() }),
]);
export type Found = z.infer<typeof found>;
export const findings = z.object({ items: z.array(found) });
