import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, instant, ref } from "../columns.ts";
import { projects } from "./people.ts";

/** What went wrong, in words for the reader. */
export type Trouble = { what: string; why: string; todo: string; at: string };

/** How far a running sync is. `total` is null while it is unknown. */
export type Progress = { phase: string; done: number; total: number | null; startedAt: string };

export const connections = pgTable(
  "connections",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** A folder of `server/backends`; checked where connections are made. */
    vendor: text("vendor").notNull(),
    name: text("name").notNull(),
    url: text("url").notNull(),
    /** AES-256-GCM envelope, never sent to a browser; null when there are no credentials. */
    sealedCredentials: text("sealed_credentials"),
    options: jsonb("options").$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
    pausedAt: instant("paused_at"),
    lastSyncAt: instant("last_sync_at"),
    /** The origin that has answered as this vendor does: the failures of another are not told in detail. */
    answeredOrigin: text("answered_origin"),
    nextSyncAt: instant("next_sync_at"),
    /** When the present state (healthy or failing) began. */
    stateSince: instant("state_since"),
    failures: integer("failures").notNull().default(0),
    error: jsonb("error").$type<Trouble>(),
    progress: jsonb("progress").$type<Progress>(),
    /** What the last sync met that did not stop it, such as an unknown status, and what is missing since earlier ones. */
    notices: jsonb("notices").$type<Trouble[]>().notNull().default([]),
    counts: jsonb("counts").$type<Record<string, number>>().notNull().default({}),
  },
  (t) => [uniqueIndex("connections_name").on(t.projectId, t.name)],
);

/** How far each stream of a connection has been read; written in the same transaction as the rows. */
export const syncCursors = pgTable(
  "sync_cursors",
  {
    connectionId: ref("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    stream: text("stream").notNull(),
    cursor: jsonb("cursor").$type<unknown>().notNull(),
    updatedAt: createdAt("updated_at"),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.stream] })],
);

/** Records of the other system that could be neither read nor stored, in words, until they are read after all. */
export const leftOutRecords = pgTable(
  "left_out_records",
  {
    connectionId: ref("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    kind: text("kind").$type<"run" | "model" | "version">().notNull(),
    externalId: text("external_id").notNull(),
    what: text("what").notNull(),
    why: text("why").notNull(),
    todo: text("todo").notNull(),
    /** When a reading met it last. */
    metAt: instant("met_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.kind, t.externalId] })],
);

/** A CI pipeline or an experiment of a tracking server: what runs are runs of. */
export const pipelines = pgTable(
  "pipelines",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    connectionId: ref("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    externalId: text("external_id").notNull(),
    name: text("name").notNull(),
    kind: text("kind").$type<"code" | "data" | "deploy" | "training">().notNull(),
    url: text("url"),
    /** When it was made in its system; null where that is not known. */
    madeAt: instant("made_at"),
    /** When a sync saw that it was deleted in its system; null while it is there. */
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    uniqueIndex("pipelines_external").on(t.connectionId, t.externalId),
    index("pipelines_project").on(t.projectId, t.name),
  ],
);
