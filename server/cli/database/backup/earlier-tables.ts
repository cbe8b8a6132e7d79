import "server-only";
import { NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { PgDialect } from "drizzle-orm/pg-core";
import type pg from "pg";
import { migrationsFolder, ownMigrations, ownSchemaVersion, schemaVersionOf } from "../migrations";

type NoTables = Record<string, never>;

/** Drizzle begins a transaction for its migrations; here they run in the one that the caller has begun. */
class OpenTransaction extends NodePgSession<NoTables, NoTables> {
  override transaction<T>(run: (tx: NodePgTransaction<NoTables, NoTables>) => Promise<T>): Promise<T> {
    return run(new NodePgTransaction(this.dialect, this, undefined));
  }
}

/**
 * Replaces the tables by those of an earlier schema version, inside the caller's transaction.
 * @param client of a database whose tables hold nothing: what they hold is dropped with them
 * @param version a known one (`isKnownSchema`)
 */
export async function makeTablesOf(client: pg.Client, version: string): Promise<void> {
  if ((await schemaVersionOf(client)) === version) return;
  await dropTables(client);
  const migrations = ownMigrations();
  await apply(client, migrations.slice(0, migrations.findIndex(({ hash }) => hash === version) + 1));
}

/** Applies, inside the caller's transaction, the migrations that tables of an earlier version have not seen. */
export async function bringUpToDate(client: pg.Client): Promise<void> {
  if ((await schemaVersionOf(client)) === ownSchemaVersion()) return;
  await apply(client, ownMigrations());
}

async function apply(client: pg.Client, migrations: ReturnType<typeof ownMigrations>): Promise<void> {
  const dialect = new PgDialect();
  await dialect.migrate(migrations, new OpenTransaction(client, dialect, undefined), { migrationsFolder });
}

/** Drops what migrations make: tables, routines and types. Those of an extension stay. */
async function dropTables(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ what: string }>(`
    select format('%s %s', kind, name) as what from (
      select 'table' as kind, oid::regclass::text as name, oid from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'
      union all
      select 'routine', oid::regprocedure::text, oid from pg_proc where pronamespace = 'public'::regnamespace
      union all
      select 'type', oid::regtype::text, oid from pg_type
      where typnamespace = 'public'::regnamespace and typtype = 'e'
    ) made
    where not exists (select from pg_depend d where d.objid = made.oid and d.deptype = 'e')`);
  for (const { what } of rows) await client.query(`drop ${what} cascade`);
  await client.query("truncate drizzle.__drizzle_migrations");
}
