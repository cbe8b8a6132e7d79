import { createInterface } from "node:readline/promises";
import { openEmbedded } from "@/server/foundation/db/embedded";

// A Terrapin process in small: opens the embedded database of a folder, says so, and stays until told to close.
const [dataDir = "", name = "holder", exclusive = ""] = process.argv.slice(2);
const say = (words: unknown) => process.stdout.write(`${JSON.stringify(words)}\n`);

try {
  const url = `http://localhost:3000/${name}`;
  const { close, ...embedded } = await openEmbedded({
    dataDir,
    name,
    url,
    exclusive: exclusive === "exclusive",
  });
  say(embedded);
  const lines = createInterface({ input: process.stdin });
  for await (const _line of lines) {
    say({ others: await close() });
    break;
  }
  lines.close();
} catch (error) {
  say({ error: (error as Error).message });
}
process.stdin.destroy();
