import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";

/** The JSON of a backup's header, table and end frames (`frames.ts`). */
export const header = z.object({
  format: z.literal("terrapin backup 1"),
  /** the last migration of the database it was made from */
  schema: z.string(),
  madeAt: z.string(),
  /** shows whether a secret is the one that stored credentials were encrypted with */
  secret: z.string(),
});
export type Header = z.infer<typeof header>;

export const table = z.object({ name: z.string(), columns: z.array(z.string()) });

const counter = z.object({ table: z.string(), column: z.string(), next: z.string() });
export const end = z.object({ rows: z.record(z.string(), z.number()), counters: z.array(counter) });

/** Rows by table. */
export type Counts = Record<string, number>;

/** Recognises a secret without revealing anything of it. */
export const secretMark = (secret: string): string =>
  createHash("sha256").update(`terrapin backup ${secret}`).digest("hex").slice(0, 16);
