import { cpus, totalmem } from "node:os";
import type { BrowserResults } from "./browser";
import { mb } from "./markdown";
import { browserTables } from "./report-browser";
import { serverTables } from "./report-server";
import type { ServerResults } from "./server";
import { settings } from "./settings";

/** The results as Markdown tables, short of the aims as they are; null is a part that was not asked for. */
export function report({
  server,
  browser,
}: {
  server: ServerResults | null;
  browser: BrowserResults | null;
}) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${mb(totalmem())}, Node ${process.versions.node}`;
  return [
    `# Measured\n\n${machine}; ${settings.rounds} rounds each, over HTTP and one after the other.`,
    ...(server ? serverTables(server) : []),
    ...(browser ? browserTables(browser) : []),
  ].join("\n\n");
}
