import "server-only";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import type pg from "pg";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { openDb } from "@/server/foundation/db/open";
import { installQueues } from "@/server/queue/boss";
import { migrationsFolder } from "./migrations";

/** Makes what is missing: the extension, the tables of each migration not yet seen, and the job queues. */
export async function applyMigrations(client: pg.Client, url: string): Promise<void> {
  await makeExtension(client);
  await migrate(drizzle(client), { migrationsFolder });
  const { pool, close } = openDb(url, { max: 1, name: "terrapin migrate" });
  try {
    await installQueues(pool);
  } finally {
    await close();
  }
}

async function makeExtension(client: pg.Client): Promise<void> {
  try {
    await client.query("create extension if not exists pg_trgm");
  } catch (error) {
    throw new CannotStart(
      `Terrapin needs PostgreSQL's extension pg_trgm and cannot make it: ${(error as Error).message}.`,
      "Install the contrib package of that server, and as its superuser: CREATE EXTENSION pg_trgm;",
    );
  }
}
