import { z } from "zod";
import { role } from "@/server/access/schema";
import { id, instant, slug } from "@/server/foundation/shapes";

/** What the frame around every page shows. */
export const shellFacts = z.object({
  person: z.object({ id, name: z.string(), email: z.string(), isOwner: z.boolean() }),
  projects: z.array(z.object({ slug, name: z.string(), role })),
  counts: z.object({
    runsLive: z.number().int(),
    promotionsWaiting: z.number().int().describe("that this person may decide and has not"),
    feedbackNew: z.number().int(),
  }),
  connections: z.array(
    z.object({
      id,
      name: z.string(),
      project: slug,
      state: z
        .enum(["new", "syncing", "healthy", "late", "failing", "paused"])
        .describe("late: its next reading is overdue"),
      lastSyncAt: instant.nullable(),
    }),
  ),
});
export type ShellFacts = z.infer<typeof shellFacts>;
