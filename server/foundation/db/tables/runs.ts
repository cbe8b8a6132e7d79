import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, ref } from "../columns.ts";
import { connections, pipelines } from "./connections.ts";
import { projects } from "./people.ts";

export const runs = pgTable(
  "runs",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    connectionId: ref("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    pipelineId: ref("pipeline_id")
      .notNull()
      .references(() => pipelines.id, { onDelete: "cascade" }),
    externalId: text("external_id").notNull(),
    kind: text("kind").$type<"code" | "data" | "deploy" | "training">().notNull(),
    name: text("name").notNull(),
    /** The run that it is part of, by its id in its own system; that run may be read later, or never. */
    parentExternalId: text("parent_external_id"),
    /** That run, once it is read. */
    parentId: ref("parent_id").references((): AnyPgColumn => runs.id, { onDelete: "set null" }),
    /** The vendor's running number, such as a pipeline's iid; null where it has none. */
    number: text("number"),
    status: text("status")
      .$type<"queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled" | "skipped">()
      .notNull(),
    /** The status as the vendor names it. */
    statusRaw: text("status_raw").notNull(),
    branch: text("branch"),
    commitSha: text("commit_sha"),
    commitTitle: text("commit_title"),
    trigger: text("trigger"),
    actor: text("actor"),
    /** When it was asked for; the list's time, known for every run. */
    queuedAt: instant("queued_at").notNull(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    durationMs: bigint("duration_ms", { mode: "number" }),
    url: text("url"),
    tags: jsonb("tags").$type<Record<string, string>>().notNull().default({}),
    /** Parts of it that could not be kept, in words. */
    leftOut: jsonb("left_out").$type<{ what: string; why: string; todo: string }[]>().notNull().default([]),
    /** The change time that the vendor gives, else when Terrapin last saw a change. */
    changedAt: instant("changed_at").notNull(),
    /** When a sync saw that it was deleted in its system; null while it is there. */
    deletedAt: instant("deleted_at"),
    /** What the list's search box looks through. */
    searchText: text("search_text").generatedAlwaysAs(
      sql`lower(name || ' ' || coalesce(number, '') || ' ' || coalesce(branch, '') || ' ' || coalesce(commit_sha, '') || ' ' || coalesce(commit_title, '') || ' ' || coalesce(actor, ''))`,
    ),
  },
  (t) => [
    uniqueIndex("runs_external").on(t.connectionId, t.externalId),
    index("runs_time").on(t.projectId, t.queuedAt, t.id),
    index("runs_kind_time").on(t.projectId, t.kind, t.queuedAt, t.id),
    index("runs_status_time").on(t.projectId, t.status, t.queuedAt, t.id),
    index("runs_branch_time").on(t.projectId, t.branch, t.queuedAt, t.id),
    index("runs_pipeline_time").on(t.pipelineId, t.queuedAt, t.id),
    index("runs_connection_time").on(t.connectionId, t.queuedAt, t.id),
    index("runs_duration").on(t.projectId, t.durationMs, t.id),
    index("runs_commit").on(t.projectId, t.commitSha).where(sql`commit_sha is not null`),
    index("runs_children").on(t.parentId, t.queuedAt, t.id).where(sql`parent_id is not null`),
    index("runs_left_out").on(t.connectionId).where(sql`left_out <> '[]'::jsonb`),
    // Runs whose parent has not been read: looked through whenever runs arrive.
    index("runs_parentless")
      .on(t.connectionId, t.parentExternalId)
      .where(sql`parent_id is null and parent_external_id is not null`),
    // The list with children folded under their parents.
    index("runs_top_time").on(t.projectId, t.queuedAt, t.id).where(sql`parent_id is null`),
    index("runs_top_kind_time").on(t.projectId, t.kind, t.queuedAt, t.id).where(sql`parent_id is null`),
    index("runs_tags").using("gin", sql`tags jsonb_path_ops`),
    index("runs_deleted").on(t.connectionId, t.startedAt, t.id).where(sql`deleted_at is not null`),
    index("runs_search").using("gin", sql`search_text gin_trgm_ops`),
  ],
);

/** A metric's name in a project. `better` is the direction of improvement where it is known. */
export const metricKeys = pgTable(
  "metric_keys",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    better: text("better").$type<"higher" | "lower">(),
  },
  (t) => [uniqueIndex("metric_keys_name").on(t.projectId, t.name)],
);

/** The last value of each metric of each run. NaN and ±Infinity are stored as such. */
export const runMetrics = pgTable(
  "run_metrics",
  {
    runId: ref("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    keyId: integer("key_id")
      .notNull()
      .references(() => metricKeys.id, { onDelete: "cascade" }),
    value: doublePrecision("value").notNull(),
    step: bigint("step", { mode: "number" }),
    at: instant("at"),
    /** Who sent it by API; null for what the system of the run says, which always comes first. */
    senderId: integer("sender_id"),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.keyId] }),
    index("run_metrics_value").on(t.keyId, t.value, t.runId),
    // Asking many runs for one metric stays within that metric's part of this index, and never leaves it.
    index("run_metrics_of_key").on(t.keyId, t.runId, t.value),
  ],
);

export const paramKeys = pgTable(
  "param_keys",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
  },
  (t) => [uniqueIndex("param_keys_name").on(t.projectId, t.name)],
);

export const runParams = pgTable(
  "run_params",
  {
    runId: ref("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    keyId: integer("key_id")
      .notNull()
      .references(() => paramKeys.id, { onDelete: "cascade" }),
    value: text("value").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.keyId] }),
    // A value may be longer than an index entry: its first 200 characters find it, the row decides.
    index("run_params_value").on(t.keyId, sql`left(value, 200)`, t.runId),
  ],
);

export const runDatasets = pgTable(
  "run_datasets",
  {
    runId: ref("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    digest: text("digest").notNull(),
    context: text("context").notNull().default(""),
    sourceType: text("source_type"),
    source: text("source"),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.name, t.digest, t.context] }),
    index("run_datasets_digest").on(t.digest),
  ],
);

export const runArtifacts = pgTable(
  "run_artifacts",
  {
    runId: ref("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    path: text("path").notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }),
  },
  (t) => [primaryKey({ columns: [t.runId, t.path] })],
);

/** Runs of a tracking server whose metric histories and artifacts are still to be read, newest first. */
export const runDetailsDue = pgTable(
  "run_details_due",
  {
    runId: ref("run_id")
      .primaryKey()
      .references(() => runs.id, { onDelete: "cascade" }),
    connectionId: ref("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    queuedAt: instant("queued_at").notNull(),
    /** The `changedAt` of the run that this is for: a later change is queued anew. */
    changedAt: instant("changed_at").notNull(),
    /** Not before: a long history that still grows is not read again each half minute. */
    after: instant("after").notNull(),
    /** Whether all metrics are read, or only those whose last value is new. */
    whole: boolean("whole").notNull(),
    /** A metric whose history was being written: part of it may be there. */
    underWay: text("under_way"),
  },
  (t) => [index("run_details_due_order").on(t.connectionId, t.queuedAt)],
);

export const jobs = pgTable(
  "jobs",
  {
    id: id(),
    runId: ref("run_id")
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    externalId: text("external_id").notNull(),
    name: text("name").notNull(),
    stage: text("stage").notNull().default(""),
    status: text("status")
      .$type<"queued" | "running" | "waiting" | "succeeded" | "failed" | "canceled" | "skipped">()
      .notNull(),
    statusRaw: text("status_raw").notNull(),
    failureReason: text("failure_reason"),
    /** A job that may fail without failing its run. */
    allowedToFail: integer("allowed_to_fail").notNull().default(0),
    queuedAt: instant("queued_at"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    durationMs: bigint("duration_ms", { mode: "number" }),
    url: text("url"),
    artifacts: jsonb("artifacts").$type<{ path: string; sizeBytes: number | null }[]>().notNull().default([]),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("jobs_external").on(t.runId, t.externalId)],
);
