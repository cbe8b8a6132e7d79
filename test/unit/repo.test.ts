import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { vendorIds, vendors } from "@/server/backends/vendors";
import { visits } from "../browser/visits";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
})
  .split("\n")
  .filter(Boolean);
const code = files.filter((f) => /\.(ts|tsx|mjs|py)$/.test(f) && !/\.generated\.ts$|^next-env/.test(f));
const product = code.filter((f) => /^(app|components|server)\//.test(f));
const text = (file: string) => readFileSync(file, "utf8");
const offenders = (among: string[], breaks: (text: string, file: string) => boolean) =>
  among.filter((file) => breaks(text(file), file));

test("every file is named in kebab case, or as Next.js asks", () => {
  const kebab =
    /^(\[{1,2}(\.{3})?[a-z]+\]{1,2}|\([a-z-]+\)|\.?[a-z0-9]+([-.][a-z0-9]+)*|_{0,2}[a-z]+(_[a-z]+)*_{0,2}\.py)$/;
  expect(code.filter((file) => !file.split("/").every((part) => kebab.test(part)))).toEqual([]);
});

test("no file of code is longer than 400 lines", () => {
  expect(offenders(code, (body) => body.split("\n").length > 401)).toEqual([]);
});

test("a page is an address: at most forty lines", () => {
  const pages = product.filter((f) => /^app\/.*page\.tsx$/.test(f));
  expect(pages.length).toBeGreaterThan(5);
  expect(offenders(pages, (body) => body.split("\n").length > 41)).toEqual([]);
});

test("stores, services, routers and jobs cannot be loaded by a browser", () => {
  const closed = product.filter((f) =>
    /^server\/.*(store|service|router)\.ts$|^server\/(worker|queue)\/(?!queues|job-run)/.test(f),
  );
  expect(offenders(closed, (body) => !/^import "server-only";/m.test(body))).toEqual([]);
});

test("every page that a person can open is visited in every look", () => {
  const routes = product
    .filter((f) => /^app\/.*page\.tsx$/.test(f))
    .map(
      (f) =>
        f
          .replace(/^app/, "")
          .replace(/\/\([a-z]+\)/g, "")
          .replace(/\/page\.tsx$/, "") || "/",
    );
  const visited = new Set(visits.map((visit) => visit.route));
  expect(routes.filter((route) => !visited.has(route))).toEqual([]);
});

test("only a vendor's own folder, and the sample that plays it, name the vendor", () => {
  const names = vendors
    .flatMap(({ id, name }) => [id, name])
    .map((word) => word.replace(/[^a-z0-9]+/gi, "[^a-z0-9]?"));
  const named = new RegExp(names.join("|"), "i");
  // The sample answers as these vendors: the folder of each, what reads its recording and what starts it.
  const own = vendorIds.flatMap((id) => [`server/backends/${id}/`, `server/sample/${id}/`]);
  const sample = ["server/sample/recorded.ts", "server/sample/servers.ts"];
  const elsewhere = files.filter(
    (f) =>
      /^(app|components|server)\/.*\.(tsx?|mjs|css)$/.test(f) &&
      !["server/backends/vendors.ts", ...sample].includes(f) &&
      !own.some((folder) => f.startsWith(folder)),
  );
  expect(elsewhere.length).toBeGreaterThan(300);
  expect(offenders(elsewhere, (body) => named.test(body))).toEqual([]);
});

test("nothing silences the compiler, the formatter or a test", () => {
  const silent =
    /@ts-(ignore|expect-error|nocheck)|\bas any\b|: any\s*[=,;)>[]|biome-ignore|\b(it|test|describe)\.(skip|only|todo)\b/;
  expect(
    offenders(
      code.filter((f) => !f.endsWith("repo.test.ts")),
      (body) => silent.test(body),
    ),
  ).toEqual([]);
});

/** Files of the nouns that a browser may load: schemas and rules, at every depth. */
const rules = product.filter(
  (f) =>
    /^server\/.+\.ts$/.test(f) &&
    !/^server\/(cli|foundation|sample|worker|queue|backends|http)\//.test(f) &&
    !/import "server-only"/.test(text(f)),
);

test("rules are pure: a schema or a rule reads no clock, no environment and draws no lots", () => {
  const impure =
    /\bDate\.now\(|new Date\(\)|performance\.now\(|Math\.random|randomUUID|process\.env|\bfetch\(/;
  expect(rules.length).toBeGreaterThan(40);
  expect(offenders(rules, (body) => impure.test(body))).toEqual([]);
});

test("rules are pure: what they import, at any depth, is pure too or only a type", () => {
  const values = /^(?:import|export) (?!type )(?:[^;]*?) from "(@\/server\/[^"]+|\.{1,2}\/[^"]+)";/gm;
  const resolve = (from: string, path: string) =>
    `${path.startsWith("@/") ? path.slice(2) : posix.join(posix.dirname(from), path)}.ts`;
  const impure = rules.flatMap((file) =>
    [...text(file).matchAll(values)]
      .filter(([statement]) => !/\{(\s*type [^,}]+,?)+\s*\}/.test(statement))
      .map(([, path]) => resolve(file, path ?? ""))
      .filter((target) => product.includes(target) && /import "server-only"/.test(text(target)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(impure).toEqual([]);
});

test("paths that CONTRIBUTING.md names exist", () => {
  const named = [
    ...text("CONTRIBUTING.md").matchAll(/`((?:app|components|docs|server|test)\/[^`<{*]*)`/g),
  ].map(([, path]) => path ?? "");
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});

test("no file names a registry host or a path of one machine", () => {
  const local = /registry\.npmjs\.org|pypi\.org\/simple|\/root\/|\/home\/[a-z]+\//;
  const named = files.filter(
    (f) => !/\.(gz|png|woff2|ico)$|\/fixtures\//.test(f) && !f.endsWith("repo.test.ts"),
  );
  expect(offenders(named, (body) => local.test(body))).toEqual([]);
});
