import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";

/** What weighs too much for the first load of a page. It is reached by `import()` or not at all. */
const heavy =
  /^(zod|recharts|uplot|@tanstack\/react-table|cmdk|react-hook-form|@hookform\/.*|next-auth\/react|anser)$/;

const pages = execFileSync("git", ["ls-files", "app"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => /(page|layout|error|not-found)\.tsx$/.test(file));

/** The file that an import leads to, or the name of a package. */
function resolve(from: string, path: string): string {
  if (!/^(@\/|\.)/.test(path)) return path;
  const base = path.startsWith("@/") ? path.slice(2) : join(posix.dirname(from), path);
  return [`${base}.ts`, `${base}.tsx`, base].find((file) => existsSync(file)) ?? base;
}

/** What a file imports when it is loaded: no types, and nothing behind `import()`. */
function imports(file: string): string[] {
  const statements = readFileSync(file, "utf8").matchAll(
    /^(?:import|export) (?!type )(?:([^;"]*?) from )?"([^"]+)";/gm,
  );
  return [...statements]
    .filter(([, names = "x"]) => !/^\{(\s*type [^,}]+,?)+\s*\}$/.test(names))
    .map(([, , path = ""]) => resolve(file, path));
}

/** The ways from a page through components and rules to something heavy. Beside them pages run on the server alone. */
function waysToHeavy(page: string): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const walk = (file: string, way: string[]) => {
    for (const next of imports(file)) {
      if (heavy.test(next)) found.push([...way, next].join(" → "));
      const inBrowser =
        next.startsWith("components/") || (next.startsWith("server/") && !file.startsWith("app/"));
      if (!inBrowser || seen.has(next) || next.endsWith(".css")) continue;
      seen.add(next);
      walk(next, [...way, next]);
    }
  };
  walk(page, [page]);
  return found;
}

test.each(pages)("%s loads nothing heavy at once", (page) => {
  expect(waysToHeavy(page)).toEqual([]);
});
