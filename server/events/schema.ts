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

/** `lastEventId`: the time in ms up to which the reader knows everything; tRPC puts in the id of the last item. */
export const watchInput = z
  .object({
    lastEventId: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
  })
  .optional();
export type WatchInput = z.infer<typeof watchInput>;
