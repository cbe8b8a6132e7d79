// Runs one of our TypeScript commands: node server/cli/run.mjs FILE [ARGS]. Plain JavaScript without dependencies,
// since it runs before anything is installed and on whatever Node (18 and later) the machine has.
import { ensureInstalled } from "./install.mjs";
import { command, findNode, runNode, Stop, typescript } from "./node.mjs";

command(async ([file, ...args]) => {
  if (!file) throw new Stop("Usage: node server/cli/run.mjs FILE [ARGS]");
  const node = findNode();
  ensureInstalled(node);
  return runNode({ ...node, env: { NODE_ENV: "production", ...node.env } }, typescript(file, args));
});
