import "server-only";
import pg from "pg";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";

/**
 * Connects to the database of a command. The caller ends the client.
 * @param name what the connection is called in pg_stat_activity
 * @throws CannotStart when the server does not answer or refuses
 */
export async function connect(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name });
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new CannotStart(
      `The PostgreSQL that DATABASE_URL names cannot be used: ${inWords(error)}.`,
      "Start it or put the address right, or unset DATABASE_URL to use the embedded one.",
    );
  }
}

/** Where a name has several addresses, Node reports the failures together, under an empty message. */
function inWords(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(inWords).join("; ");
  return error instanceof Error ? error.message : String(error);
}
