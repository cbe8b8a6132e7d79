import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { backup } from "@/server/cli/database/backup/backup";
import { restore } from "@/server/cli/database/backup/restore";
import type { OpenDb } from "@/server/foundation/db/open";
import { projects } from "@/server/foundation/db/tables/people";
import { ownerLink } from "@/server/people/first-owner";
import { testDatabase } from "@/test/database";

const secret = "the secret of one installation";
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
    const counts = await backup(from.url, secret, file);
    expect(counts.projects).toBe(499);
    const restored = await restore(into.url, secret, file);
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
    const { projects: count } = await backup(from.url, secret, file);
    writing.abort();
    await writer;
    expect((await restore(into.url, secret, file)).counts.projects).toBe(count);
    await from.db.execute(sql`delete from projects where slug like 'while-%'`);
  });

  test("is readable by its owner alone, and never written over another file", async () => {
    await backup(from.url, secret, file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file);
    await expect(backup(from.url, secret, file)).rejects.toThrow(/exists already/);
    expect(readFileSync(file)).toEqual(before);
  });

  test("that fails leaves no file behind", async () => {
    await expect(backup(from.url, secret, join(folder, "missing", "backup"))).rejects.toThrow(/ENOENT/);
    const empty = await testDatabase();
    await empty.db.execute(sql`drop schema drizzle cascade`);
    await expect(backup(empty.url, secret, file)).rejects.toThrow(/nothing to back up/);
    await empty.close();
    expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });
});

describe("restoring", () => {
  test("replaces nothing but the unused links to the first owner", async () => {
    await backup(from.url, secret, file);
    await ownerLink(into.db, "http://localhost:3000");
    await restore(into.url, secret, file);
    await expect(restore(into.url, secret, file)).rejects.toThrow(/not empty: projects has rows/);
    expect(await all(into)).toEqual(await all(from));
  });

  test("says when stored credentials were encrypted with another secret", async () => {
    await backup(from.url, secret, file);
    expect((await restore(into.url, "another secret", file)).sameSecret).toBe(false);
  });

  test("a file that was cut off anywhere restores nothing", async () => {
    await backup(from.url, secret, file);
    const { size } = statSync(file);
    for (const part of [0.99, 0.5, 0.1]) {
      truncateSync(file, Math.floor(size * part));
      await expect(restore(into.url, secret, file)).rejects.toThrow(/not (a whole )?backup|is not whole/);
      expect(await all(into)).toEqual([]);
    }
  });

  test("a file whose end is missing although it unpacks restores nothing", async () => {
    await backup(from.url, secret, file);
    const plain = gunzipSync(readFileSync(file));
    const end = plain.lastIndexOf('{"rows":') - 5;
    writeFileSync(file, gzipSync(plain.subarray(0, end)));
    await expect(restore(into.url, secret, file)).rejects.toThrow(/its end is missing/);
    expect(await all(into)).toEqual([]);
  });

  test("a file that is something else is refused", async () => {
    writeFileSync(file, "just words");
    await expect(restore(into.url, secret, file)).rejects.toThrow(/not a (whole )?backup/);
    writeFileSync(file, gzipSync("just words, but compressed"));
    await expect(restore(into.url, secret, file)).rejects.toThrow(/not a (whole )?backup/);
    await expect(restore(into.url, secret, `${file}-missing`)).rejects.toThrow(/There is no file/);
  });

  test("a backup of another version is refused, saying what to do", async () => {
    await backup(from.url, secret, file);
    const plain = gunzipSync(readFileSync(file)).toString("latin1");
    writeFileSync(
      file,
      gzipSync(Buffer.from(plain.replace(/"schema":"[0-9a-f]{8}/, '"schema":"00000000'), "latin1")),
    );
    await expect(restore(into.url, secret, file)).rejects.toThrow(
      /another version.*\n.*Restore it with that version/,
    );
  });
});
