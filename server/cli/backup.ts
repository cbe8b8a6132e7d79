import "server-only";
import type { Writable } from "node:stream";
import { backup } from "@/server/cli/database/backup/backup";
import { writeNewFile } from "@/server/cli/database/backup/new-file";
import { findDatabaseUrl } from "@/server/foundation/db/embedded";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { readEnvironment, secretOf } from "@/server/foundation/env";
import { command } from "./command";
import { typedPath } from "./typed-path";

command(async ([file]) => {
  if (!file) throw new CannotStart("Usage: npm run backup FILE");
  const env = readEnvironment();
  const path = typedPath(file);
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => interrupt.abort());
  const write = async (into: Writable) => {
    const found = await findDatabaseUrl(env, "backup");
    try {
      return await backup(found.url, secretOf(env), into);
    } finally {
      await found.close();
    }
  };
  const counts = await writeNewFile(path, write, interrupt.signal);
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  console.log(`${rows} rows of ${Object.keys(counts).length} tables are in ${path}.`);
  console.log(
    "Not in it, and needed to read stored credentials: TERRAPIN_SECRET, or the file `secret` of the data folder.",
  );
  return 0;
});
