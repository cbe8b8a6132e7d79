import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readError, writeError } from "@/server/cli/database/backup/file-errors";
import { writeNewFile } from "@/server/cli/database/backup/new-file";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "terrapin-files-"));
  file = join(folder, "backup");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const failing = (code: string) => Object.assign(new Error("i/o error"), { code });

describe("a new file", () => {
  test("holds what was written, under its name only once all of it is there", async () => {
    const answer = await writeNewFile(file, async (into) => {
      into.write("first ");
      await new Promise<void>((resolve) => into.end("second", resolve));
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/^backup\.\d+\.partial$/)]);
      return 42;
    });
    expect(answer).toBe(42);
    expect(readFileSync(file, "utf8")).toBe("first second");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["backup"]);
  });

  test("whose writing fails leaves nothing behind", async () => {
    const breaks = writeNewFile(file, async (into) => {
      into.write("the beginning");
      throw new Error("the database went away");
    });
    await expect(breaks).rejects.toThrow("the database went away");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("whose writing is interrupted leaves nothing behind", async () => {
    for (const begin of [(into: Writable) => void into.write("the beginning"), () => {}]) {
      const interrupt = new AbortController();
      const write = async (into: Writable) => {
        begin(into);
        interrupt.abort();
        await pipeline(Readable.from(["the rest"]), into);
      };
      await expect(writeNewFile(file, write, interrupt.signal)).rejects.toThrow(
        /was not written: you stopped it/,
      );
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test("that cannot be made is refused before anything is asked for", async () => {
    const never = async () => expect.unreachable();
    writeFileSync(file, "a file");
    await expect(writeNewFile(file, never)).rejects.toThrow(/exists already.\n {2}→ Name another file/);
    await expect(writeNewFile(join(file, "backup"), never)).rejects.toThrow(/is not a folder/);
    await expect(writeNewFile(join(folder, "missing", "backup"), never)).rejects.toThrow(
      /the folder \S+missing does not exist.\n {2}→ .*mkdir -p \S+missing/,
    );
    await expect(writeNewFile(folder, never)).rejects.toThrow(
      /is a folder.\n {2}→ .*npm run backup \S+\/terrapin.backup/,
    );
    expect(readFileSync(file, "utf8")).toBe("a file");
  });
});

test.each([
  ["EACCES", /may not write in \/srv\.\n {2}→ Change the rights/],
  ["EPERM", /may not write in \/srv\.\n {2}→ Change the rights/],
  ["EROFS", /mounted read-only\.\n {2}→ Name a file on another disk/],
  ["ENOSPC", /the disk of \/srv is full\.\n {2}→ Free some space/],
  ["EDQUOT", /the disk of \/srv is full\.\n {2}→ Free some space/],
  ["EIO", /cannot be written: i\/o error\./],
])("writing that fails with %s says why and what to do", (code, words) => {
  expect(writeError("/srv/backup", failing(code)).message).toMatch(words);
});

test.each([
  ["ENOENT", /There is no file \/srv\/backup\.\n {2}→ Check the name/],
  ["ENOTDIR", /There is no file \/srv\/backup\.\n {2}→ Check the name/],
  ["EISDIR", /is a folder\.\n {2}→ Name the file in it/],
  ["EACCES", /your account may not read it\.\n {2}→ /],
  ["EIO", /cannot be read: i\/o error\./],
])("reading that fails with %s says why and what to do", (code, words) => {
  expect(readError("/srv/backup", failing(code)).message).toMatch(words);
});
