import { z } from "zod";

/** The PostgreSQL channel that carries changes between processes. */
export const channel = "terrapin_changes";

export const noun = z.enum(["runs", "models", "promotions", "feedback", "connections", "people", "metrics"]);

/** Something of a noun changed: the reader queries it again with its own rights. */
export const change = z.object({
  project: z.string().nullable(),
  noun,
  id: z.string().nullable().optional(),
});
export type Change = z.infer<typeof change>;
