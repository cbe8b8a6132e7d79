import { sql } from "drizzle-orm";
import {
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
import { connections } from "./connections.ts";
import { projects } from "./people.ts";
import { metricKeys, runs } from "./runs.ts";

export const models = pgTable(
  "models",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    connectionId: ref("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    tags: jsonb("tags").$type<Record<string, string>>().notNull().default({}),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    url: text("url"),
    /** When a sync saw that the registry does not have it any more; null while it has. */
    deletedAt: instant("deleted_at"),
    /** The `updatedAt` at which its versions were last compared with all that the registry has of it. */
    comparedAt: instant("compared_at"),
  },
  (t) => [
    uniqueIndex("models_connection_name").on(t.connectionId, t.name),
    index("models_project_name").on(t.projectId, t.name),
  ],
);

export const modelVersions = pgTable(
  "model_versions",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    modelId: ref("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    version: text("version").notNull(),
    /** For ordering: the version as a number where it is one, else its place by registration. */
    ordinal: integer("ordinal").notNull(),
    /** The source run's id in its own system, stored even when that run was never read. */
    runExternalId: text("run_external_id"),
    runId: ref("run_id").references(() => runs.id, { onDelete: "set null" }),
    /** When the source run was last asked for by its id, while it was not read. */
    runSoughtAt: instant("run_sought_at"),
    commitSha: text("commit_sha"),
    /** Digest of what makes the version what it is: source, run, signature; see server/models. */
    digest: text("digest").notNull(),
    source: text("source"),
    /** The model it was registered from, where the registry measures models apart from their runs. */
    loggedModelId: text("logged_model_id"),
    /** Whose metrics are its own: the logged model's, or the source run's. Null: the logged model was never read. */
    measuredOf: text("measured_of").$type<"model" | "run">(),
    /** When the logged model was read last. */
    measuredAt: instant("measured_at"),
    status: text("status").notNull().default("READY"),
    description: text("description").notNull().default(""),
    tags: jsonb("tags").$type<Record<string, string>>().notNull().default({}),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    createdBy: text("created_by"),
    url: text("url"),
    /** When a sync saw that the registry does not have it any more; null while it has. */
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    uniqueIndex("model_versions_version").on(t.modelId, t.version),
    index("model_versions_ordinal").on(t.modelId, t.ordinal),
    index("model_versions_run").on(t.runId),
    // Versions whose logged model was read longest ago, or never.
    index("model_versions_due")
      .on(t.measuredAt.asc().nullsFirst(), t.id)
      .where(sql`logged_model_id is not null`),
    index("model_versions_commit").on(t.projectId, t.commitSha),
    // Versions whose source run has not been read yet: looked through whenever runs arrive.
    index("model_versions_unlinked").on(t.modelId).where(sql`run_id is null and run_external_id is not null`),
  ],
);

/** Names that models had before they were renamed. A name leads to the model that had it last. */
export const formerModelNames = pgTable(
  "former_model_names",
  {
    connectionId: ref("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    modelId: ref("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    /** When a sync saw the new name. */
    untilAt: instant("until_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.name] }), index("former_model_names_model").on(t.modelId)],
);

/** The newest value of each metric of each version's logged model, by data set. NaN and ±Infinity are stored as such. */
export const versionMetrics = pgTable(
  "version_metrics",
  {
    versionId: ref("version_id")
      .notNull()
      .references(() => modelVersions.id, { onDelete: "cascade" }),
    keyId: integer("key_id")
      .notNull()
      .references(() => metricKeys.id, { onDelete: "cascade" }),
    /** What it was measured on; empty where that was not said. */
    dataset: text("dataset").notNull().default(""),
    value: doublePrecision("value").notNull(),
    /** The registry answers the same for 0 and for NaN, and nothing else tells which it was. */
    mayBeNaN: boolean("may_be_nan").notNull().default(false),
    step: bigint("step", { mode: "number" }),
    at: instant("at"),
  },
  (t) => [
    primaryKey({ columns: [t.versionId, t.keyId, t.dataset] }),
    index("version_metrics_key").on(t.keyId),
  ],
);

/** Aliases as the registry last showed them. */
export const modelAliases = pgTable(
  "model_aliases",
  {
    modelId: ref("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    alias: text("alias").notNull(),
    versionId: ref("version_id")
      .notNull()
      .references(() => modelVersions.id, { onDelete: "cascade" }),
    updatedAt: createdAt("updated_at"),
  },
  (t) => [primaryKey({ columns: [t.modelId, t.alias] }), index("model_aliases_version").on(t.versionId)],
);

/** Where versions serve. Without a model it applies to every model of the project. */
export const environments = pgTable(
  "environments",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    modelId: ref("model_id").references(() => models.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    connectionId: ref("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    alias: text("alias").notNull(),
    /** Order of display and of importance: the highest is what users meet. */
    position: integer("position").notNull().default(0),
    createdAt: createdAt(),
    /** A removed environment keeps its row: past promotions and deployments refer to it. */
    removedAt: instant("removed_at"),
  },
  (t) => [
    uniqueIndex("environments_name")
      .on(t.projectId, t.name, sql`coalesce(model_id, 0)`)
      .where(sql`removed_at is null`),
  ],
);

/** Version V served environment E from t1 to t2. */
export const deployments = pgTable(
  "deployments",
  {
    id: id(),
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    environmentId: ref("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    modelId: ref("model_id")
      .notNull()
      .references(() => models.id, { onDelete: "cascade" }),
    versionId: ref("version_id")
      .notNull()
      .references(() => modelVersions.id, { onDelete: "cascade" }),
    /** The promotion that brought it; null when the alias was seen moved from outside. */
    promotionId: ref("promotion_id"),
    source: text("source").$type<"promotion" | "rollback" | "observed">().notNull(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at"),
    ended: text("ended").$type<"superseded" | "rolled_back" | "removed">(),
    /** Why it ended, in words. */
    endedBecause: text("ended_because"),
  },
  (t) => [
    uniqueIndex("deployments_current").on(t.environmentId, t.modelId).where(sql`to_at is null`),
    index("deployments_model").on(t.modelId, t.environmentId, t.fromAt),
    index("deployments_version").on(t.versionId),
    index("deployments_project").on(t.projectId, t.fromAt),
  ],
);
