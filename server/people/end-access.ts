import "server-only";
import type { Tx } from "@/server/foundation/db/open";
import { endAll } from "./sessions/store";
import { revokeAll } from "./tokens/store";

/**
 * Ends all sessions of a person and, where asked, all their tokens.
 * @returns how many ended, for the record
 */
export async function endAccess(
  tx: Tx,
  personId: string,
  { tokens }: { tokens: boolean },
): Promise<{ sessionsEnded: number; tokensRevoked: number }> {
  return {
    sessionsEnded: await endAll(tx, personId),
    tokensRevoked: tokens ? await revokeAll(tx, personId) : 0,
  };
}
