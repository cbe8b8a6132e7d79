import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "@/server/cli/database/migrate";
import { ownSchemaVersion, schemaVersionOf } from "@/server/cli/database/migrations";
import type { OpenDb } from "@/server/foundation/db/open";
import { people } from "@/server/foundation/db/tables/people";
import { testDatabase } from "@/test/database";

let database: OpenDb;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe("migrations", () => {
  test("a new database has the tables and the extension", async () => {
    expect(await database.db.select().from(people)).toEqual([]);
    const { rows } = await database.db.execute(
      sql`select extname from pg_extension where extname = 'pg_trgm'`,
    );
    expect(rows).toHaveLength(1);
    const client = await database.pool.connect();
    expect(await schemaVersionOf(client)).toBe(ownSchemaVersion());
    client.release();
  });

  test("processes that migrate together do it once", async () => {
    const before = await database.db.execute(sql`select * from drizzle.__drizzle_migrations`);
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
    const after = await database.db.execute(sql`select * from drizzle.__drizzle_migrations`);
    expect(after.rows).toEqual(before.rows);
  });

  test("a database of a newer Terrapin is refused", async () => {
    await database.db.execute(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('from the future', 99999999999999)`,
    );
    await expect(migrate(database.url)).rejects.toThrow(/newer Terrapin/);
    await database.db.execute(sql`delete from drizzle.__drizzle_migrations where hash = 'from the future'`);
  });
});
