import "server-only";
import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { verify } from "@/server/audit/service";
import { connect } from "@/server/cli/database/connect";
import { schemaVersionOf } from "@/server/cli/database/migrations";
import { findDatabaseUrl } from "@/server/foundation/db/embedded";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { readEnvironment } from "@/server/foundation/env";
import { command } from "./command";

/** Recomputes the audit chain from its beginning; exit code 1 when a line does not follow from the one before. */
command(async () => {
  const found = await findDatabaseUrl(readEnvironment(), "audit:verify");
  try {
    const client = await connect(found.url, "terrapin audit:verify");
    try {
      return await sayVerdict(client);
    } finally {
      await client.end();
    }
  } finally {
    await found.close();
  }
});

/** @returns the exit code */
async function sayVerdict(client: pg.Client): Promise<number> {
  if (!(await schemaVersionOf(client))) {
    throw new CannotStart("There is no audit record: this database has no tables of Terrapin yet.");
  }
  const verdict = await verify(drizzle(client));
  if (verdict.ok) {
    console.log(`The audit record is intact: ${verdict.lines} lines, the last hash is ${verdict.head}.`);
    return 0;
  }
  const { id, at, action } = verdict.broken;
  console.error(`The audit record is broken at line ${id} (${action}, ${at}): ${verdict.because}.`);
  console.error(`The ${verdict.lines} lines before it are intact. Compare with a backup from before ${at}.`);
  return 1;
}
