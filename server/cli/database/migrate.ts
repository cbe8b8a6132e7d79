import "server-only";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import type pg from "pg";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { queues } from "@/server/queue/queues";
import { connect } from "./connect";
import { isKnownSchema, ownSchemaVersion, schemaVersionOf } from "./migrations";

/** Any number would do, as long as every Terrapin process takes the same. */
const LOCK = 7_237_710;
const OLDEST_SERVER = 15;

/**
 * Brings the database to this version's tables and job queues. Processes that start together take turns; the second
 * finds nothing to do. Where nothing is to do, nothing that could do it is loaded: most starts are of that kind.
 * @throws CannotStart when the server is too old, lacks pg_trgm, or its tables come from a newer Terrapin
 */
export async function migrate(url: string): Promise<void> {
  const client = await connect(url, "terrapin migrate");
  try {
    await checkServer(client);
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    const tables = await schemaVersionOf(client);
    refuseNewer(tables);
    const upToDate = tables === ownSchemaVersion() && (await queuesVersionOf(client)) === ownQueuesVersion();
    if (upToDate) return;
    const { applyMigrations } = await import("./apply-migrations");
    await applyMigrations(client, url);
    await client.query(`comment on schema pgboss is '${ownQueuesVersion()}'`);
  } finally {
    await client.end();
  }
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
  if (tables === null || isKnownSchema(tables)) return;
  throw new CannotStart(
    "This database was migrated by a newer Terrapin, whose tables this one does not know.",
    "Start that version or a later one.",
  );
}
