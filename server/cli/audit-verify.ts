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

/**
 * Recomputes the audit chain from its beginning, names every broken line and says what is missing at the end; exit code
 * 1 when something is. With a hash that was printed before and kept elsewhere, the record must still hold it: whoever can
 * write the whole database can write its chain and head anew, and only what is kept elsewhere shows that.
 */
command(async ([kept]) => {
  const found = await findDatabaseUrl(readEnvironment(), "audit:verify");
  try {
    const client = await connect(found.url, "terrapin audit:verify");
    try {
      return await sayVerdict(client, kept ?? null);
    } finally {
      await client.end();
    }
  } finally {
    await found.close();
  }
});

/** @returns the exit code */
async function sayVerdict(client: pg.Client, kept: string | null): Promise<number> {
  if (!(await schemaVersionOf(client))) {
    throw new CannotStart("There is no audit record: this database has no tables of Terrapin yet.");
  }
  const verdict = await verify(drizzle(client), kept);
  const { lines, head, broken, end } = verdict;
  for (const { id, at, action, because, explained } of broken) {
    const say = explained ? console.log : console.error;
    say(`Line ${id} (${action}, ${at}) does not match its hash: ${because}.`);
  }
  if (end !== null) console.error(`The end of the audit record is not as it was: ${end}.`);
  if (!verdict.ok) {
    const unexplained = broken.filter(({ explained }) => !explained);
    const [first] = unexplained;
    if (first)
      console.error(
        `${unexplained.length} of ${lines} lines are broken. Compare with a backup from before ${first.at}.`,
      );
    return 1;
  }
  console.log(`The audit record is intact: ${lines} lines, the last hash is ${head}.`);
  console.log(
    "Keep that hash elsewhere: npm run audit:verify -- HASH says whether the record still holds it.",
  );
  return 0;
}
