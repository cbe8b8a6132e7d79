import "server-only";
import { join } from "node:path";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import type pg from "pg";

export const migrationsFolder = join(import.meta.dirname, "../../foundation/db/migrations");

/** Every migration of this version, oldest first. */
export const ownMigrations = (): MigrationMeta[] => readMigrationFiles({ migrationsFolder });

/** The schema version that `migrate` of this Terrapin leads to: the hash of its last migration. */
export function ownSchemaVersion(): string {
  const last = ownMigrations().at(-1);
  if (!last) throw new Error(`no migrations in ${migrationsFolder}`);
  return last.hash;
}

/** Whether a schema version is this one's or an earlier one's. A later version's is not known here. */
export const isKnownSchema = (version: string): boolean =>
  ownMigrations().some(({ hash }) => hash === version);

/** What the tables of a database look like: the hash of the last migration it has seen, null before the first. */
export async function schemaVersionOf(client: Pick<pg.ClientBase, "query">): Promise<string | null> {
  const known = await client.query<{ known: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as known",
  );
  if (!known.rows[0]?.known) return null;
  const { rows } = await client.query<{ hash: string }>(
    "select hash from drizzle.__drizzle_migrations order by created_at desc limit 1",
  );
  return rows[0]?.hash ?? null;
}
