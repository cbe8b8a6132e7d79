import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completeBinaries, copyBinaries, findBinaries } from "@/server/foundation/db/embedded/binaries";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "terrapin-binaries-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the database's programs", () => {
  test("a platform without them is told so, and what to do", () => {
    expect(() => findBinaries("freebsd", "x64")).toThrow(/no embedded PostgreSQL for freebsd-x64/);
    expect(() => findBinaries("freebsd", "x64")).toThrow(/DATABASE_URL/);
  });

  test("an install that left them out is told so, and what to do", () => {
    const nothing = () => {
      throw new Error("Cannot find module");
    };
    expect(() => findBinaries("darwin", "arm64", nothing)).toThrow(/npm install --include=optional/);
    expect(() => findBinaries("darwin", "arm64", nothing)).toThrow(/DATABASE_URL/);
  });

  test("run although npm held the package's install script back", () => {
    const binaries = copyBinaries(findBinaries(), folder);
    const list = join(binaries.root, "pg-symlinks.json");
    const links = JSON.parse(readFileSync(list, "utf8")) as { target: string }[];
    for (const { target } of links) rmSync(join(binaries.root, "..", target));
    chmodSync(binaries.postgres, 0o644);
    expect(spawnSync(binaries.postgres, ["--version"]).status).not.toBe(0);

    expect(completeBinaries(binaries)).toBe(true);
    expect(spawnSync(binaries.postgres, ["--version"], { encoding: "utf8" }).stdout).toContain(
      "(PostgreSQL) 18",
    );
    expect(spawnSync(binaries.initdb, ["--version"], { encoding: "utf8" }).stdout).toContain(
      "(PostgreSQL) 18",
    );
  });

  test("a copy that was interrupted is not taken for one", () => {
    const binaries = findBinaries();
    const parent = mkdtempSync(join(folder, "half-"));
    const whole = copyBinaries(binaries, parent);
    rmSync(whole.postgres);
    expect(existsSync(copyBinaries(binaries, parent).postgres)).toBe(true);
  });
});
