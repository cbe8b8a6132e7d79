import { sql } from "drizzle-orm";
import { boolean, index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, id, instant, ref } from "../columns.ts";

export const people = pgTable(
  "people",
  {
    id: id(),
    /** In lower case: addresses are compared without case. */
    email: text("email").notNull(),
    name: text("name").notNull(),
    /** argon2id in PHC form. */
    passwordHash: text("password_hash").notNull(),
    /** Sessions begun before it are over. */
    passwordChangedAt: instant("password_changed_at"),
    /** Sessions begun before it that have no row, from before sessions were kept, are over too. */
    sessionsEndedAt: instant("sessions_ended_at"),
    isOwner: boolean("is_owner").notNull().default(false),
    createdAt: createdAt(),
    lastSeenAt: instant("last_seen_at"),
    disabledAt: instant("disabled_at"),
  },
  (t) => [uniqueIndex("people_email").on(t.email)],
);

/** A browser that is signed in. Its cookie names the row, and works while the row has no end. */
export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    begunAt: instant("begun_at").notNull(),
    lastUsedAt: instant("last_used_at").notNull(),
    /** In general terms: `Firefox on Linux`. */
    client: text("client").notNull(),
    /** In general terms: `203.0.113.0/24`. */
    network: text("network"),
    endedAt: instant("ended_at"),
  },
  (t) => [uniqueIndex("sessions_person").on(t.personId, t.begunAt)],
);

export const projects = pgTable(
  "projects",
  {
    id: id(),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("projects_slug").on(t.slug)],
);

export const memberships = pgTable(
  "memberships",
  {
    projectId: ref("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    role: text("role").$type<"viewer" | "contributor" | "approver" | "maintainer">().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.projectId, t.personId] }), index("memberships_person").on(t.personId)],
);

/**
 * When it changed what a person may do, in which direction, and by whom. Approvals are judged by it: one that was given
 * before its person left does not count, and one by a person let in after the request needs an owner's agreement.
 */
export const accessChanges = pgTable(
  "access_changes",
  {
    id: id(),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    /** Null for what concerns the account: every project. */
    projectId: ref("project_id").references(() => projects.id, { onDelete: "cascade" }),
    kind: text("kind")
      .$type<
        | "account_made"
        | "account_closed"
        | "account_opened"
        | "owner_made"
        | "owner_withdrawn"
        | "role_raised"
        | "role_lowered"
        | "left"
      >()
      .notNull(),
    /** The role from then on, for a change in a project; null for `left`. */
    role: text("role").$type<"viewer" | "contributor" | "approver" | "maintainer">(),
    /** Who did it; null for Terrapin itself and its commands. */
    changedBy: ref("changed_by").references(() => people.id, { onDelete: "set null" }),
    /** Whether an owner did it, as of then; also true for Terrapin itself. */
    byOwner: boolean("by_owner").notNull(),
    at: createdAt("at"),
  },
  (t) => [index("access_changes_person").on(t.personId, t.at)],
);

/** A one-time link. Only the hash of its token is stored. */
export const invitations = pgTable(
  "invitations",
  {
    id: id(),
    tokenHash: text("token_hash").notNull(),
    email: text("email"),
    projectId: ref("project_id").references(() => projects.id, { onDelete: "cascade" }),
    role: text("role").$type<"viewer" | "contributor" | "approver" | "maintainer">(),
    isOwner: boolean("is_owner").notNull().default(false),
    invitedBy: ref("invited_by").references(() => people.id),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    acceptedBy: ref("accepted_by").references(() => people.id),
    revokedAt: instant("revoked_at"),
  },
  (t) => [uniqueIndex("invitations_token").on(t.tokenHash)],
);

/** Bearer tokens of the REST API. Only the hash is stored; `prefix` lets its owner recognise it. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: id(),
    personId: ref("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    prefix: text("prefix").notNull(),
    tokenHash: text("token_hash").notNull(),
    createdAt: createdAt(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    uniqueIndex("api_tokens_hash").on(t.tokenHash),
    index("api_tokens_person").on(t.personId).where(sql`revoked_at is null`),
  ],
);
