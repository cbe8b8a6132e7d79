import { sql } from "drizzle-orm";
import {
  bigint,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { id, ref } from "../columns.ts";
import { apiTokens, people, projects } from "./people.ts";
import { metricKeys } from "./runs.ts";

/** One named measure of one subject. `subject` is `run:ID`, `version:ID` or `environment:MODEL_ID@ENVIRONMENT_ID`. */
export const series = pgTable(
  "series",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    subject: text("subject").notNull(),
    keyId: integer("key_id")
      .notNull()
      .references(() => metricKeys.id, { onDelete: "cascade" }),
    /** What x counts: training steps, or milliseconds since 1970. */
    /** Who says it: the system that was read, or whoever sent points by API. One never changes what the other says. */
    source: text("source").$type<"registry" | "api">().notNull().default("registry"),
    axis: text("axis").$type<"step" | "time">().notNull(),
    count: bigint("count", { mode: "number" }).notNull().default(0),
    minX: bigint("min_x", { mode: "number" }),
    maxX: bigint("max_x", { mode: "number" }),
    /** The stored bucket levels, finest first; empty while points are few enough to read whole. */
    levels: integer("levels").array().notNull().default(sql`'{}'::integer[]`),
  },
  (t) => [
    uniqueIndex("series_source").on(t.subject, t.keyId, t.source),
    index("series_project").on(t.projectId, t.keyId),
  ],
);

/** Who sent points by API: a person, and the token where it was one. */
export const metricSenders = pgTable(
  "metric_senders",
  {
    id: serial("id").primaryKey(),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id),
    tokenId: ref("token_id").references(() => apiTokens.id, { onDelete: "set null" }),
  },
  (t) => [unique("metric_senders_once").on(t.personId, t.tokenId).nullsNotDistinct()],
);

/** Points as they were logged: several may share an x. The key makes writing them twice harmless. */
export const points = pgTable(
  "points",
  {
    seriesId: ref("series_id")
      .notNull()
      .references(() => series.id, { onDelete: "cascade" }),
    x: bigint("x", { mode: "number" }).notNull(),
    /** Milliseconds since 1970; equal to x on a time axis. */
    at: bigint("at", { mode: "number" }).notNull(),
    value: doublePrecision("value").notNull(),
    /** Who sent it first; null for what a system that was read says. A number of `metric_senders`. */
    senderId: integer("sender_id"),
  },
  (t) => [primaryKey({ columns: [t.seriesId, t.x, t.at, t.value] })],
);

/** Summaries of 4^level neighbouring x, so that a chart costs pixels and not points. */
export const pointBuckets = pgTable(
  "point_buckets",
  {
    seriesId: ref("series_id")
      .notNull()
      .references(() => series.id, { onDelete: "cascade" }),
    level: integer("level").notNull(),
    bucket: bigint("bucket", { mode: "number" }).notNull(),
    firstX: bigint("first_x", { mode: "number" }).notNull(),
    lastX: bigint("last_x", { mode: "number" }).notNull(),
    first: doublePrecision("first").notNull(),
    last: doublePrecision("last").notNull(),
    /** Extremes of the finite values and of ±Infinity; NaN does not take part. Null when all are NaN. */
    min: doublePrecision("min"),
    max: doublePrecision("max"),
    count: bigint("count", { mode: "number" }).notNull(),
    nans: bigint("nans", { mode: "number" }).notNull().default(0),
    /** Of the values that a mean counts (`server/metrics/pyramid`): how many, their sum, and how they spread. */
    finite: bigint("finite", { mode: "number" }).notNull().default(0),
    sum: doublePrecision("sum").notNull().default(0),
    /** The sum of their squared deviations from the bucket's mean. */
    deviations: doublePrecision("deviations").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.seriesId, t.level, t.bucket] })],
);
