import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/server/foundation/db/open";
import { type Change, channel } from "./schema";

/** Notifies every open page, when the transaction commits, that something of this noun changed. */
export async function announce(tx: Tx, change: Change): Promise<void> {
  await tx.execute(sql`select pg_notify(${channel}, ${JSON.stringify(change)})`);
}
