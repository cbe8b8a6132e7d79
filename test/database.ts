import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type OpenDb, openDb } from "@/server/foundation/db/open";
import { onDatabase } from "./database-server";

/**
 * A fresh migrated database, for one test file: `beforeAll` opens it, `afterAll` closes it, which removes it.
 * @returns the pool and Drizzle as the product opens them, and the address for whatever opens its own
 */
export async function testDatabase(): Promise<OpenDb> {
  const { url, template } = inject("database");
  const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const opened = openDb(onDatabase(url, name), { max: 8 });
  return {
    ...opened,
    async close() {
      await opened.close();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
