import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "@/server/foundation/db/open";
import { invitations, people } from "@/server/foundation/db/tables/people";
import { hashSecret, newSecret } from "./secrets";

const day = 86_400_000;

/**
 * The one-time link that makes the first owner; null once there is one. Each call revokes the link before it, so that
 * only the last one printed works.
 * @param baseUrl where this installation answers, without a slash at the end
 */
export async function ownerLink(db: Db, baseUrl: string): Promise<string | null> {
  return db.transaction(async (tx) => {
    const [owner] = await tx.select({ id: people.id }).from(people).where(eq(people.isOwner, true)).limit(1);
    if (owner) return null;
    await tx
      .update(invitations)
      .set({ revokedAt: new Date().toISOString() })
      .where(
        and(eq(invitations.isOwner, true), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)),
      );
    const secret = newSecret("inv");
    await tx.insert(invitations).values({
      tokenHash: hashSecret(secret),
      isOwner: true,
      expiresAt: new Date(Date.now() + 7 * day).toISOString(),
    });
    return `${baseUrl}/welcome?token=${secret}`;
  });
}
