import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, instant, ref } from "../columns.ts";
import { environments, models, modelVersions } from "./models.ts";
import { people, projects } from "./people.ts";

/** A policy never changes: an edit is a new revision, so that a promotion keeps the rules it was asked under. */
export const policies = pgTable(
  "policies",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    modelId: ref("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    environmentId: ref("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    revision: integer("revision").notNull(),
    gates: jsonb("gates").$type<unknown[]>().notNull(),
    rules: jsonb("rules").$type<{ role: string; count: number }[]>().notNull(),
    /** How long a promotion waits for its approvals. */
    expiresAfterHours: integer("expires_after_hours").notNull().default(168),
    createdBy: ref("created_by").references(() => people.id),
    createdAt: createdAt(),
    replacedAt: instant("replaced_at"),
  },
  (t) => [
    uniqueIndex("policies_revision").on(t.modelId, t.environmentId, t.revision),
    uniqueIndex("policies_current").on(t.modelId, t.environmentId).where(sql`replaced_at is null`),
  ],
);

export const promotions = pgTable(
  "promotions",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    modelId: ref("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    versionId: ref("version_id")
      .notNull()
      .references(() => modelVersions.id, { onDelete: "cascade" }),
    environmentId: ref("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    policyId: ref("policy_id")
      .notNull()
      .references(() => policies.id),
    /** The champion when the evidence was pinned; null when nothing served. */
    championVersionId: ref("champion_version_id").references(() => modelVersions.id, {
      onDelete: "set null",
    }),
    /** A roll-back names the promotion it undoes. */
    rollbackOf: ref("rollback_of"),
    status: text("status")
      .$type<
        | "pending"
        | "blocked"
        | "approved"
        | "rejected"
        | "expired"
        | "canceled"
        | "superseded"
        | "executing"
        | "succeeded"
        | "failed"
        | "rolled_back"
      >()
      .notNull(),
    reason: text("reason").notNull().default(""),
    requestedBy: ref("requested_by")
      .notNull()
      .references(() => people.id),
    /** How the request came: with an API token, or from a signed-in page. Null in older rows. */
    requestedVia: text("requested_via").$type<"session" | "token" | "job">(),
    /** What a decision is made on, and its digest, as server/promotions/evidence pins them. */
    evidence: jsonb("evidence").$type<unknown>().notNull(),
    evidenceDigest: text("evidence_digest").notNull(),
    evidencePinnedAt: createdAt("evidence_pinned_at"),
    /** What was different when it was last pinned again, in words; empty when it never was. */
    evidenceChanges: jsonb("evidence_changes").$type<string[]>().notNull().default([]),
    /** The approvals it takes: the strictest terms it was ever asked under. Null in older rows: as its policy says. */
    rules: jsonb("rules").$type<{ role: string; count: number }[]>(),
    /** One outcome per gate, in the policy's order. */
    gates: jsonb("gates").$type<unknown[]>().notNull(),
    /** The least role whose approval would help now; null when none is waited for. */
    waitsForRole: text("waits_for_role").$type<"approver" | "maintainer">(),
    /** Whether an approval counts only once an owner agrees. */
    waitsForOwner: boolean("waits_for_owner").notNull().default(false),
    /** Why the registry does not have its version any more, in words: it blocks whatever the gates say. Null while it has. */
    versionGone: text("version_gone"),
    /** Why the last execution failed. */
    failure: jsonb("failure").$type<{ what: string; why: string; todo: string }>(),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    decidedAt: instant("decided_at"),
    endedAt: instant("ended_at"),
    /** How it ended, in words. */
    outcome: text("outcome"),
  },
  (t) => [
    index("promotions_project_time").on(t.projectId, t.createdAt, t.id),
    index("promotions_project_status").on(t.projectId, t.status, t.createdAt, t.id),
    index("promotions_model_time").on(t.modelId, t.createdAt, t.id),
    index("promotions_version").on(t.versionId),
    // One open request for a version and environment; a roll-back needs no approval and does not count.
    uniqueIndex("promotions_open")
      .on(t.versionId, t.environmentId)
      .where(sql`status in ('pending', 'blocked', 'approved', 'executing') and rollback_of is null`),
    // One promotion at a time may be on its way into an environment's alias.
    uniqueIndex("promotions_executing").on(t.modelId, t.environmentId).where(sql`status = 'executing'`),
  ],
);

export const decisions = pgTable(
  "decisions",
  {
    id: id(),
    promotionId: ref("promotion_id")
      .notNull()
      .references(() => promotions.id, { onDelete: "cascade" }),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id),
    /** The role the decision was made in: rights may change later, the record does not. */
    role: text("role").notNull(),
    decision: text("decision").$type<"approve" | "reject" | "bypass">().notNull(),
    comment: text("comment").notNull().default(""),
    evidenceDigest: text("evidence_digest").notNull(),
    /** The owner who agreed that the approval counts, where its person was let in after the request. */
    agreedBy: ref("agreed_by").references(() => people.id),
    agreedAt: instant("agreed_at"),
    createdAt: createdAt(),
    /** Set when the evidence changed under it. */
    voidedAt: instant("voided_at"),
    voidedBecause: text("voided_because"),
  },
  (t) => [
    uniqueIndex("decisions_once").on(t.promotionId, t.personId).where(sql`voided_at is null`),
    index("decisions_promotion").on(t.promotionId, t.createdAt),
  ],
);

/** Who had a failed execution tried again: from then on they count as having asked for the promotion. */
export const promotionRetries = pgTable(
  "promotion_retries",
  {
    promotionId: ref("promotion_id")
      .notNull()
      .references(() => promotions.id, { onDelete: "cascade" }),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id),
    /** The first time. */
    at: createdAt("at"),
  },
  (t) => [primaryKey({ columns: [t.promotionId, t.personId] })],
);

/** What people wrote about a promotion. It is no part of the evidence. */
export const promotionComments = pgTable(
  "promotion_comments",
  {
    id: id(),
    promotionId: ref("promotion_id")
      .notNull()
      .references(() => promotions.id, { onDelete: "cascade" }),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id),
    /** Plain text. `<@42>` names person 42. */
    text: text("text").notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("promotion_comments_promotion").on(t.promotionId, t.id)],
);

/** The people whom a comment names, without its author. */
export const promotionMentions = pgTable(
  "promotion_mentions",
  {
    commentId: ref("comment_id")
      .notNull()
      .references(() => promotionComments.id, { onDelete: "cascade" }),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    promotionId: ref("promotion_id")
      .notNull()
      .references(() => promotions.id, { onDelete: "cascade" }),
    /** When the person opened the promotion after it; null until then. */
    readAt: instant("read_at"),
  },
  (t) => [
    primaryKey({ columns: [t.commentId, t.personId] }),
    index("promotion_mentions_unread").on(t.personId, t.commentId).where(sql`read_at is null`),
  ],
);

/** The steps of carrying a promotion out, each written before and after it is done. */
export const executionSteps = pgTable(
  "execution_steps",
  {
    id: id(),
    promotionId: ref("promotion_id")
      .notNull()
      .references(() => promotions.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    kind: text("kind").$type<"check" | "read_alias" | "set_alias" | "verify_alias">().notNull(),
    status: text("status").$type<"queued" | "running" | "succeeded" | "failed" | "skipped">().notNull(),
    attempt: integer("attempt").notNull().default(0),
    detail: jsonb("detail").$type<Record<string, unknown>>().notNull().default({}),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (t) => [uniqueIndex("execution_steps_position").on(t.promotionId, t.position)],
);
