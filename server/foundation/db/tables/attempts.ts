import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "../columns.ts";

/** How often something was tried, counted over all processes. Keys are hashes: no address or name is in them. */
export const attemptCounts = pgTable("attempt_counts", {
  key: text("key").primaryKey(),
  count: integer("count").notNull(),
  lastAt: instant("last_at").notNull(),
  /** From then on the row counts as if it were not there. */
  forgetAt: instant("forget_at").notNull(),
});
