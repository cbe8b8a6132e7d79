import { mkdirSync, writeFileSync } from "node:fs";
import { build, isBuilt } from "@/server/cli/build.mjs";
import { command } from "@/server/cli/command";
import { measureBrowser } from "./browser";
import { report } from "./report";
import { say } from "./say";
import { measureServer } from "./server";

/** `npm run bench` measures everything, `npm run bench -- server` or `-- browser` that part. */
async function main(args: string[]): Promise<number> {
  const parts = args.length > 0 ? args : ["server", "browser"];
  if (parts.some((part) => part !== "server" && part !== "browser")) {
    console.error("Usage: npm run bench [-- server|browser]");
    return 1;
  }
  if (!isBuilt()) {
    say("building");
    await build();
  }
  const words = report({
    server: parts.includes("server") ? await measureServer() : null,
    browser: parts.includes("browser") ? await measureBrowser() : null,
  });
  mkdirSync("test/results", { recursive: true });
  writeFileSync("test/results/bench.md", `${words}\n`);
  console.log(words);
  return 0;
}

command(main);
