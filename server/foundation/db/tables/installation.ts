import { pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, ref } from "../columns.ts";
import { people } from "./people.ts";

/** What one process of an installation writes down for the others; `url`: where people reach it. */
export const installation = pgTable("installation", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
});

/** A private range that an owner opened to connections; null where the installation itself did. */
export const outboundRanges = pgTable(
  "outbound_ranges",
  {
    id: id(),
    /** CIDR, as PostgreSQL's network() spells it. */
    range: text("range").notNull(),
    note: text("note").notNull().default(""),
    openedBy: ref("opened_by").references(() => people.id),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("outbound_ranges_range").on(t.range)],
);
