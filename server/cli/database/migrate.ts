import "server-only";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import pg from "pg";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { queues } from "@/server/queue/queues";

const migrationsFolder = join(import.meta.dirname, "../../foundation/db/migrations");
/** Any number would do, as long as every Terrapin process takes the same. */
const LOCK = 7_237_710;
const OLDEST_SERVER = 15;

/**
 * Brings the database to this version's tables and job queues. Processes that start together take turns; the second
 * finds nothing to do. Where nothing is to do, nothing that could do it is loaded: most starts are of that kind.
 * @throws CannotStart when the server is too old, lacks pg_trgm, or its tables come from a newer Terrapin
 */
export async function migrate(url: string): Promise<void> {
  const client = await connect(url);
  try {
    await checkServer(client);
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    const tables = await schemaVersionOf(client);
    refuseNewer(tables);
    const upToDate = tables === ownSchemaVersion() && (await queuesVersionOf(client)) === ownQueuesVersion();
    if (upToDate) return;
    const { applyMigrations } = await import("./apply-migrations");
    await applyMigrations(client, url, migrationsFolder);
    await client.query(`comment on schema pgboss is '${ownQueuesVersion()}'`);
  } finally {
    await client.end();
  }
}

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

/** The schema version that `migrate` of this Terrapin leads to. */
export function ownSchemaVersion(): string {
  const last = readMigrationFiles({ migrationsFolder }).at(-1);
  if (!last) throw new Error(`no migrations in ${migrationsFolder}`);
  return last.hash;
}

/** pg-boss counts its own tables' versions; what it does not note is how the queues were configured last. */
async function queuesVersionOf(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ version: string | null }>(
    "select obj_description(to_regnamespace('pgboss'), 'pg_namespace') as version",
  );
  return rows[0]?.version ?? null;
}

function ownQueuesVersion(): string {
  const { version } = createRequire(import.meta.url)("pg-boss/package.json") as { version: string };
  const options = Object.entries(queues).map(([name, queue]) => [name, queue.options]);
  return createHash("sha256")
    .update(JSON.stringify([version, options]))
    .digest("hex");
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

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string; words: string }>(
    "select current_setting('server_version_num') as number, current_setting('server_version') as words",
  );
  const major = Math.floor(Number(rows[0]?.number) / 10_000);
  if (major >= OLDEST_SERVER) return;
  throw new CannotStart(
    `DATABASE_URL leads to PostgreSQL ${rows[0]?.words}, and Terrapin needs ${OLDEST_SERVER} or later.`,
    "Upgrade that server, or unset DATABASE_URL to use the embedded one.",
  );
}

function refuseNewer(tables: string | null): void {
  if (tables === null || readMigrationFiles({ migrationsFolder }).some(({ hash }) => hash === tables)) return;
  throw new CannotStart(
    "This database was migrated by a newer Terrapin, whose tables this one does not know.",
    "Start that version or a later one.",
  );
}
