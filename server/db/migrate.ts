import "server-only";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { installQueues } from "@/server/jobs/boss";
import { CannotStart } from "./embedded/cannot-start";
import { openDb } from "./open";

const migrationsFolder = join(import.meta.dirname, "migrations");
/** Any number would do, as long as every Terrapin process takes the same. */
const LOCK = 7_237_710;
const OLDEST_SERVER = 15;

/**
 * Brings the database to this version's tables and job queues. Processes that start together take turns; the second finds nothing to do.
 * @throws CannotStart when the server is too old, lacks pg_trgm, or its tables come from a newer Terrapin
 */
export async function migrate(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const db = drizzle(client);
    await checkServer(db);
    await db.execute(sql`select pg_advisory_lock(${LOCK})`);
    await checkNotNewer(client);
    await makeExtension(db);
    await runMigrations(db, { migrationsFolder });
    await makeQueues(url);
  } finally {
    await client.end();
  }
}

/** What the tables of a database look like: the hash of the last migration it has seen, null before the first. */
export async function schemaVersionOf(client: pg.ClientBase): Promise<string | null> {
  const known = await client.query<{ known: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as known",
  );
  if (!known.rows[0]?.known) return null;
  const { rows } = await client.query<{ hash: string }>(
    "select hash from drizzle.__drizzle_migrations order by created_at desc limit 1",
  );
  return rows[0]?.hash ?? null;
}

/** The schema version that `migrate` of this Terrapin leads to. */
export function ownSchemaVersion(): string {
  const last = readMigrationFiles({ migrationsFolder }).at(-1);
  if (!last) throw new Error(`no migrations in ${migrationsFolder}`);
  return last.hash;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "terrapin migrate" });
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new CannotStart(
      `The PostgreSQL that DATABASE_URL names cannot be used: ${inWords(error)}.`,
      "Start it or put the address right, or unset DATABASE_URL to use the embedded one.",
    );
  }
}

/** Where a name has several addresses, Node reports the failures together, under an empty message. */
function inWords(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(inWords).join("; ");
  return error instanceof Error ? error.message : String(error);
}

async function makeQueues(url: string): Promise<void> {
  const { pool, close } = openDb(url, { max: 1, name: "terrapin migrate" });
  try {
    await installQueues(pool);
  } finally {
    await close();
  }
}

async function checkServer(db: NodePgDatabase): Promise<void> {
  const { rows } = await db.execute<{ number: string; words: string }>(
    sql`select current_setting('server_version_num') as number, current_setting('server_version') as words`,
  );
  const major = Math.floor(Number(rows[0]?.number) / 10_000);
  if (major >= OLDEST_SERVER) return;
  throw new CannotStart(
    `DATABASE_URL leads to PostgreSQL ${rows[0]?.words}, and Terrapin needs ${OLDEST_SERVER} or later.`,
    "Upgrade that server, or unset DATABASE_URL to use the embedded one.",
  );
}

async function checkNotNewer(client: pg.Client): Promise<void> {
  const found = await schemaVersionOf(client);
  if (found === null || readMigrationFiles({ migrationsFolder }).some(({ hash }) => hash === found)) return;
  throw new CannotStart(
    "This database was migrated by a newer Terrapin, whose tables this one does not know.",
    "Start that version or a later one.",
  );
}

async function makeExtension(db: NodePgDatabase): Promise<void> {
  try {
    await db.execute(sql`create extension if not exists pg_trgm`);
  } catch (error) {
    const cause = (error as { cause?: { message?: string } }).cause?.message ?? (error as Error).message;
    throw new CannotStart(
      `Terrapin needs PostgreSQL's extension pg_trgm and cannot make it: ${cause}.`,
      "Install the contrib package of that server, and as its superuser: CREATE EXTENSION pg_trgm;",
    );
  }
}
