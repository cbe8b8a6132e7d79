import "server-only";
import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import type { Actor } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { accessChanges, people } from "@/server/foundation/db/tables/people";

/** Who changed what somebody may do; `id` is null for Terrapin itself and its commands, which count as an owner. */
export type ChangedBy = { id: string | null; isOwner: boolean };

export const changedBy = (actor: Actor): ChangedBy =>
  actor.kind === "person" ? { id: actor.id, isOwner: actor.isOwner } : { id: null, isOwner: true };

type Change = Pick<typeof accessChanges.$inferInsert, "personId" | "projectId" | "kind" | "role">;

/** Keeps a change of what a person may do, in the transaction that makes it. */
export async function keepAccessChange(tx: Tx, change: Change, by: ChangedBy): Promise<void> {
  await tx.insert(accessChanges).values({ ...change, changedBy: by.id, byOwner: by.isOwner });
}

/** What changed of what these people may do in a project, oldest first. */
export async function accessChangesOf(
  db: Db | Tx,
  projectIds: readonly string[],
  persons: readonly string[],
) {
  if (persons.length === 0) return [];
  return db
    .select({ change: accessChanges, changedByName: people.name })
    .from(accessChanges)
    .leftJoin(people, eq(people.id, accessChanges.changedBy))
    .where(
      and(
        inArray(accessChanges.personId, [...persons]),
        or(isNull(accessChanges.projectId), inArray(accessChanges.projectId, [...projectIds])),
      ),
    )
    .orderBy(asc(accessChanges.at), asc(accessChanges.id));
}
