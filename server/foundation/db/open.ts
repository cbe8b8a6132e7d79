import "server-only";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { log } from "@/server/foundation/log";
import { outsideRequest } from "@/server/foundation/request-context";

export type Db = NodePgDatabase<Record<string, never>>;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];
export type OpenDb = { db: Db; pool: pg.Pool; url: string; close: () => Promise<void> };

/**
 * Opens a pool on a PostgreSQL.
 * @param url a `postgres://` address, or `postgresql:///name?host=/socket/folder` for a unix socket
 */
export function openDb(url: string, options: { max?: number; name?: string } = {}): OpenDb {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 16,
    application_name: options.name ?? "terrapin",
    idleTimeoutMillis: 30_000,
  });
  // The pool drops an idle client whose server went away; the next query opens another, or fails.
  pool.on("error", (error) =>
    outsideRequest(() => log.warn({ error }, "An idle database connection was lost")),
  );
  const db = drizzle(pool) as Db;
  return { db, pool, url, close: () => pool.end() };
}
