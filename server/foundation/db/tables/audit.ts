import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, ref } from "../columns.ts";

/**
 * The record of who did what. Append-only (a trigger refuses UPDATE and DELETE), each line carrying the
 * hash of the one before. Names are copied, not referenced: the record outlives its subjects.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: id(),
    at: createdAt("at"),
    actorKind: text("actor_kind").$type<"person" | "system" | "public">().notNull(),
    actorId: text("actor_id"),
    actorName: text("actor_name").notNull(),
    via: text("via").notNull(),
    action: text("action").notNull(),
    projectId: ref("project_id"),
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    subjectName: text("subject_name"),
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (t) => [
    // A page of the record in order of time: of everything, of a project, of an action in it, of a person.
    index("audit_time").on(t.at, t.id),
    index("audit_project_time").on(t.projectId, t.at, t.id),
    index("audit_project_action").on(t.projectId, t.action.op("text_pattern_ops"), t.at, t.id),
    index("audit_actor").on(t.actorId, t.at, t.id),
    index("audit_subject").on(t.subjectKind, t.subjectId, t.id),
  ],
);

/**
 * Where the record ends: one row, moved on by each event in its own transaction. Lines removed at the end break no chain,
 * but are missing before this.
 */
export const auditHead = pgTable(
  "audit_head",
  {
    id: integer("id").primaryKey().default(1),
    lines: bigint("lines", { mode: "number" }).notNull(),
    /** The hash of the last line. */
    hash: text("hash").notNull(),
  },
  (t) => [check("audit_head_is_one_row", sql`${t.id} = 1`)],
);
