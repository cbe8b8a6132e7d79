// npm run check: format and lint, types, dead code, import rules. Plain JavaScript without dependencies, since it
// runs before anything is installed and on whatever Node (18 and later) the machine has.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { command, findNode, root } from "./node.mjs";

const CHECKS = {
  "format and lint": ["@biomejs/biome/bin/biome", "ci"],
  types: ["@typescript/native/bin/tsc", "-p", ".", "--noEmit", "--incremental", "false"],
  "dead code": ["knip/bin/knip.js"],
  "import rules": ["dependency-cruiser/bin/dependency-cruiser.mjs", "app", "components", "server", "test"],
};

command(async () => {
  const node = findNode();
  ensureInstalled(node);
  const tool = (args, stdio = "inherit") =>
    spawnSync(node.execPath, [join(root, "node_modules", args[0]), ...args.slice(1)], {
      cwd: root,
      env: node.env,
      stdio,
    }).status === 0;
  // Next.js writes it, git ignores it, and the types need it.
  if (!existsSync(join(root, "next-env.d.ts"))) tool(["next/dist/bin/next", "typegen"], "ignore");
  const failed = [];
  for (const [name, args] of Object.entries(CHECKS)) {
    console.log(`\n${name} …`);
    if (!tool(args)) failed.push(name);
  }
  console.log(failed.length === 0 ? "\nAll checks passed" : `\nFailed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
});
