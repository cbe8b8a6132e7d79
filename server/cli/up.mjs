// npm run up, npm run dev: installs the right Node and the packages where missing, and then serves. Plain JavaScript without
// dependencies, since it runs before anything is installed and on whatever Node (18 and later) the machine has.
import { ensureInstalled } from "./install.mjs";
import { command, findNode, runNode, typescript } from "./node.mjs";

command(async (args) => {
  const node = findNode();
  ensureInstalled(node);
  const NODE_ENV = args.includes("--dev") ? "development" : "production";
  return runNode({ ...node, env: { ...node.env, NODE_ENV } }, typescript("server/cli/serve.ts", args));
});
