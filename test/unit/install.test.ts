import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sourcesHash } from "@/server/cli/build.mjs";
import { missingPackages } from "@/server/cli/install.mjs";
import { isRecentEnough } from "@/server/cli/node.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "terrapin-install-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown) => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
};
const packages = {
  "": { name: "terrapin" },
  "node_modules/pg": { version: "8.1.0" },
  "node_modules/vitest": { version: "5.0.0", dev: true },
  "node_modules/only-mac": { version: "1.0.0", optional: true },
};

describe("what has to be installed", () => {
  test("is everything on a fresh clone, or after an install that was interrupted", () => {
    write("package-lock.json", { packages });
    mkdirSync(join(folder, "node_modules", "pg"), { recursive: true });
    expect(missingPackages(folder)).toHaveLength(3);
  });

  test("is nothing when all is there but what belongs to other platforms", () => {
    const { "node_modules/only-mac": _other, ...here } = packages;
    write("package-lock.json", { packages });
    write("node_modules/.package-lock.json", { packages: here });
    expect(missingPackages(folder)).toEqual([]);
  });

  test("is what the lock file has in another version since", () => {
    write("package-lock.json", { packages: { ...packages, "node_modules/pg": { version: "8.2.0" } } });
    write("node_modules/.package-lock.json", { packages });
    expect(missingPackages(folder)).toEqual(["node_modules/pg"]);
  });

  test("cannot be told without the lock file", () => {
    expect(() => missingPackages(folder)).toThrow(/package-lock.json is missing/);
  });
});

describe("a build", () => {
  test("is made again when a source, the configuration or the lock file changes, and not for a test", () => {
    write("app/page.tsx", "export default null");
    write("package-lock.json", "{}");
    const before = sourcesHash(folder);
    write("test/page.test.ts", "a test");
    expect(sourcesHash(folder)).toBe(before);
    for (const name of ["app/page.tsx", "server/new.ts", "next.config.ts", "package-lock.json"]) {
      const last = sourcesHash(folder);
      write(name, `changed ${name}`);
      expect(sourcesHash(folder), name).not.toBe(last);
    }
  });
});

test("Node is recent enough from 22.12 on", () => {
  for (const old of ["v18.20.8", "v20.20.2", "v22.11.0", "v21.7.3"])
    expect(isRecentEnough(old), old).toBe(false);
  for (const good of ["v22.12.0", "v22.21.1", "v24.0.0", "v26.1.0"])
    expect(isRecentEnough(good), good).toBe(true);
});
