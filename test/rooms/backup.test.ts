import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { backup } from "@/server/cli/database/backup/backup";
import { makeTablesOf } from "@/server/cli/database/backup/earlier-tables";
import { writeNewFile } from "@/server/cli/database/backup/new-file";
import { openBackup } from "@/server/cli/database/backup/open-backup";
import { restore } from "@/server/cli/database/backup/restore";
import { connect } from "@/server/cli/database/connect";
import { ownMigrations, ownSchemaVersion, schemaVersionOf } from "@/server/cli/database/migrations";
import type { OpenDb } from "@/server/foundation/db/open";
import { projects } from "@/server/foundation/db/tables/people";
import { ownerLink } from "@/server/people/first-owner";
import { testDatabase } from "@/test/database";

const secret = "the secret of one installation";
const backUp = ({ url }: OpenDb, to = file) => writeNewFile(to, (stream) => backup(url, secret, stream));
const restoreInto = async ({ url }: OpenDb, from = file, key = secret) =>
  restore(url, key, await openBackup(from));
const strange = 'tab\t newline\n backslash \\ quote " null \\N emoji 🐢 عربى <script>';

let folder: string;
let from: OpenDb;
let into: OpenDb;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "terrapin-backup-"));
  from = await testDatabase();
  await from.db.insert(projects).values(
    Array.from({ length: 500 }, (_, n) => ({
      slug: `project-${n}`,
      name: n === 0 ? strange : `Project ${n}`,
    })),
  );
  await from.db.execute(sql`delete from projects where slug = 'project-499'`);
});
beforeEach(async () => {
  into = await testDatabase();
  file = join(mkdtempSync(join(folder, "file-")), "backup");
  return () => into.close();
});
afterAll(async () => {
  await from.close();
  rmSync(folder, { recursive: true, force: true });
});

const all = async ({ db }: OpenDb) => (await db.execute(sql`select * from projects order by id`)).rows;

describe("a backup", () => {
  test("brings every row back, and what is made afterwards gets new ids", async () => {
    const counts = await backUp(from);
    expect(counts.projects).toBe(499);
    const restored = await restoreInto(into);
    expect(restored.counts).toEqual(counts);
    expect(restored.sameSecret).toBe(true);
    expect(await all(into)).toEqual(await all(from));
    const [made] = await into.db.insert(projects).values({ slug: "new", name: "New" }).returning();
    // 500 was given out before, although its row was removed.
    expect(made?.id).toBe("501");
  });

  test("is of one moment, though people go on writing", async () => {
    const writing = new AbortController();
    const writer = (async () => {
      for (let n = 0; !writing.signal.aborted; n++) {
        await from.db.insert(projects).values({ slug: `while-${n}`, name: "written meanwhile" });
      }
    })();
    const { projects: count } = await backUp(from);
    writing.abort();
    await writer;
    expect((await restoreInto(into)).counts.projects).toBe(count);
    await from.db.execute(sql`delete from projects where slug like 'while-%'`);
  });

  test("is readable by its owner only, and never written over another file", async () => {
    await backUp(from);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file);
    await expect(backUp(from)).rejects.toThrow(/exists already/);
    expect(readFileSync(file)).toEqual(before);
  });

  test("that fails on its way leaves no file behind", async () => {
    const empty = await testDatabase();
    await empty.db.execute(sql`drop schema drizzle cascade`);
    await expect(backUp(empty)).rejects.toThrow(/nothing to back up/);
    await empty.close();
    expect(readdirSync(dirname(file))).toEqual([]);
  });
});

describe("restoring", () => {
  test("replaces nothing but the unused links to the first owner", async () => {
    await backUp(from);
    await ownerLink(into.db, "http://localhost:3000");
    await restoreInto(into);
    await expect(restoreInto(into)).rejects.toThrow(/not empty: projects has rows/);
    expect(await all(into)).toEqual(await all(from));
  });

  test("says when stored credentials were encrypted with another secret", async () => {
    await backUp(from);
    expect((await restoreInto(into, file, "another secret")).sameSecret).toBe(false);
  });

  test("a file that was cut off anywhere restores nothing", async () => {
    await backUp(from);
    const { size } = statSync(file);
    for (const part of [0.99, 0.5, 0.1, 0]) {
      truncateSync(file, Math.floor(size * part));
      await expect(restoreInto(into)).rejects.toThrow(
        /is not whole: its end is missing.\n.*Nothing was restored/,
      );
      expect(await all(into)).toEqual([]);
    }
  });

  test("a file whose end is missing although it unpacks restores nothing", async () => {
    await backUp(from);
    const plain = gunzipSync(readFileSync(file));
    const end = plain.lastIndexOf('{"rows":') - 5;
    writeFileSync(file, gzipSync(plain.subarray(0, end)));
    await expect(restoreInto(into)).rejects.toThrow(/its end is missing/);
    expect(await all(into)).toEqual([]);
  });

  test("a file with one changed byte restores nothing", async () => {
    await backUp(from);
    // Stored, not compressed: the byte is read as another letter, and only the checksum shows it.
    const bytes = gzipSync(gunzipSync(readFileSync(file)), { level: 0 });
    bytes.write("q", bytes.indexOf("Project 250"));
    writeFileSync(file, bytes);
    await expect(restoreInto(into)).rejects.toThrow(/is damaged: .*\n.*Nothing was restored/);
    expect(await all(into)).toEqual([]);
  });

  test("a file whose rows do not fit the tables is called damaged", async () => {
    await backUp(from);
    const plain = gunzipSync(readFileSync(file)).toString("latin1");
    writeFileSync(file, gzipSync(Buffer.from(plain.replace("project-250", "project-251"), "latin1")));
    await expect(restoreInto(into)).rejects.toThrow(/is damaged: duplicate key/);
  });

  test("a file that is something else is refused", async () => {
    for (const bytes of ["just words", gzipSync("just words, but compressed"), gzipSync("H\0\0\0\x02no")]) {
      writeFileSync(file, bytes);
      await expect(restoreInto(into)).rejects.toThrow(/is not a backup of Terrapin.\n.*npm run backup made/);
    }
    await expect(restoreInto(into, `${file}-missing`)).rejects.toThrow(/There is no file .*-missing/);
    await expect(restoreInto(into, folder)).rejects.toThrow(/is a folder/);
  });

  test("a backup of a newer version is refused, saying what to do", async () => {
    await backUp(from);
    const plain = gunzipSync(readFileSync(file)).toString("latin1");
    writeFileSync(
      file,
      gzipSync(Buffer.from(plain.replace(/"schema":"[0-9a-f]{8}/, '"schema":"00000000'), "latin1")),
    );
    await expect(restoreInto(into)).rejects.toThrow(/by a newer Terrapin.*\n.*that version or a later one/);
  });
});

describe("a backup of an earlier version", () => {
  const earlier = ownMigrations().slice(0, -1);
  let old: OpenDb;
  beforeAll(async () => {
    old = await testDatabase();
  });
  afterAll(() => old.close());

  test.each(earlier.map(({ hash }, index) => [index, hash] as const))(
    "with the tables of migration %i is restored into today's",
    async (_, version) => {
      await inTransaction(old, (client) => makeTablesOf(client, version));
      await old.db.execute(sql`insert into projects (slug, name) values ('old', ${strange})`);
      await backUp(old);
      expect(await restoreInto(into)).toMatchObject({ upgraded: true, counts: { projects: 1 } });
      expect(await all(into)).toMatchObject([{ slug: "old", name: strange }]);
      expect(await schemaVersionOf(into.pool)).toBe(ownSchemaVersion());
      expect(await definitions(into)).toEqual(await definitions(from));
    },
  );

  test("that is damaged leaves today's tables as they were", async () => {
    await inTransaction(old, (client) => makeTablesOf(client, earlier[0]?.hash ?? ""));
    await backUp(old);
    truncateSync(file, statSync(file).size - 20);
    await expect(restoreInto(into)).rejects.toThrow(/not whole/);
    expect(await definitions(into)).toEqual(await definitions(from));
  });
});

async function inTransaction({ url }: OpenDb, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = await connect(url, "test");
  await client.query("begin");
  await work(client);
  await client.query("commit");
  await client.end();
}

/** Every column, constraint, index, trigger and routine of our tables. */
const definitions = async ({ db }: OpenDb) =>
  (
    await db.execute(sql`
      select concat_ws(' ', table_name, column_name, data_type, column_default, is_nullable) as made
      from information_schema.columns where table_schema = 'public'
      union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      from pg_constraint where connamespace = 'public'::regnamespace
      union all select indexdef from pg_indexes where schemaname = 'public'
      union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
      union all select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace
      order by 1`)
  ).rows;
