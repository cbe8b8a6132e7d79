// npm test: installs the right Node and the packages where missing, runs every suite, and counts. Plain JavaScript without
// dependencies, since it runs before anything is installed and on whatever Node (18 and later) the machine has.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install.mjs";
import { command, findNode, root, runNode } from "./node.mjs";
import { settle, tallyPlaywright, tallyVitest } from "./test-results.mjs";

const results = join(root, "test", "results");
const strict = process.env.CI === "true";

command(async (args) => {
  const node = findNode();
  ensureInstalled(node);
  mkdirSync(results, { recursive: true });
  const inBrowser = args.filter((arg) => arg.startsWith("test/browser"));
  const others = args.filter((arg) => !inBrowser.includes(arg));
  const tallies = [];
  if (args.length === 0 || others.length > 0) tallies.push(await vitest(node, others));
  if (inBrowser.length > 0 || (args.length === 0 && existsSync(join(root, "test", "browser")))) {
    tallies.push(await playwright(node, inBrowser));
  }
  const skipped = tallies.flatMap((tally) => tally.skipped);
  if (skipped.length > 0) console.log(`\nSkipped${strict ? ", which CI=true does not allow" : ""}:`);
  for (const name of skipped) console.log(`  ${name}`);
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 ? 0 : 1;
});

function vitest(node, args) {
  const file = join(results, "vitest.json");
  const flags = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  return run(node, ["node_modules/vitest/vitest.mjs", ...flags, ...args], file, tallyVitest);
}

function playwright(node, args) {
  const missing = ensureChromium(node);
  if (missing) {
    console.error(missing);
    return { passed: 0, failed: 1, skipped: [] };
  }
  const file = join(results, "playwright.json");
  const env = { ...node.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const flags = ["test", "-c", "test/browser", "--reporter=list,json"];
  return run(
    { ...node, env },
    ["node_modules/@playwright/test/cli.js", ...flags, ...args],
    file,
    tallyPlaywright,
  );
}

async function run(node, args, report, tally) {
  rmSync(report, { force: true });
  const exitCode = await runNode(node, args);
  const counts = existsSync(report) ? tally(JSON.parse(readFileSync(report, "utf8"))) : null;
  return settle(counts, exitCode, strict);
}
