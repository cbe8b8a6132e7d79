import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, instant, ref } from "../columns.ts";
import { deployments, environments, models, modelVersions } from "./models.ts";
import { people, projects } from "./people.ts";

export const forms = pgTable(
  "forms",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    modelId: ref("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    /** Which serving version an item is about. */
    environmentId: ref("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    slug: text("slug").notNull(),
    title: text("title").notNull(),
    intro: text("intro").notNull().default(""),
    fields: jsonb("fields").$type<unknown[]>().notNull(),
    createdAt: createdAt(),
    closedAt: instant("closed_at"),
  },
  (t) => [uniqueIndex("forms_slug").on(t.slug), index("forms_project").on(t.projectId)],
);

export const feedbackItems = pgTable(
  "feedback_items",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    formId: ref("form_id")
      .notNull()
      .references(() => forms.id, { onDelete: "cascade" }),
    modelId: ref("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    /** What served when it was sent; null when nothing did. */
    versionId: ref("version_id").references(() => modelVersions.id, { onDelete: "set null" }),
    deploymentId: ref("deployment_id").references(() => deployments.id, { onDelete: "set null" }),
    predictionId: text("prediction_id"),
    /** One line that sums it up in lists. */
    title: text("title").notNull(),
    answers: jsonb("answers").$type<Record<string, unknown>>().notNull(),
    rating: integer("rating"),
    correctedLabel: text("corrected_label"),
    /** What the model had said, where the sender told it. */
    predictedLabel: text("predicted_label"),
    /** As `isComplaint` found when the item came in. */
    complaint: boolean("complaint").notNull().default(false),
    source: text("source").$type<"form" | "api">().notNull(),
    status: text("status").$type<"new" | "confirmed" | "fixed" | "declined">().notNull().default("new"),
    assigneeId: ref("assignee_id").references(() => people.id),
    tags: text("tags").array().notNull().default(sql`'{}'::text[]`),
    /** Given by the sender: the same key twice is one item. */
    idempotencyKey: text("idempotency_key"),
    createdAt: createdAt(),
    updatedAt: createdAt("updated_at"),
  },
  (t) => [
    index("feedback_project_status").on(t.projectId, t.status, t.createdAt, t.id),
    index("feedback_project_time").on(t.projectId, t.createdAt, t.id),
    index("feedback_version").on(t.versionId),
    index("feedback_model_time").on(t.modelId, t.createdAt),
    // The expression that a search reads, as `feedbackText` below writes it.
    index("feedback_text").using(
      "gin",
      sql`(title || ' ' || coalesce(prediction_id, '') || ' ' || answers::text) gin_trgm_ops`,
    ),
    // Open items, counted for every model of a list.
    index("feedback_model_open").on(t.modelId).where(sql`status in ('new', 'confirmed')`),
    uniqueIndex("feedback_idempotency")
      .on(t.formId, t.idempotencyKey)
      .where(sql`idempotency_key is not null`),
  ],
);

/** The words of a report that a search reads: the index `feedback_text` is on this expression. */
export const feedbackText = sql`(${feedbackItems.title} || ' ' || coalesce(${feedbackItems.predictionId}, '') || ' ' || ${feedbackItems.answers}::text)`;
