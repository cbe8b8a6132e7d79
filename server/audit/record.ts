import "server-only";
import { desc, sql } from "drizzle-orm";
import type { Actor } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { currentRequest } from "@/server/foundation/request-context";
import { genesis, hashLine } from "./chain";

export type AuditEntry = {
  /** noun.past-participle, such as `promotion.approved`. */
  action: string;
  project: string | null;
  subject: { kind: string; id: string; name?: string | null };
  data?: Record<string, unknown>;
};

/** The stranger who fills in a public form. */
export const publicActor = { kind: "public", id: null, name: "someone with the form", via: "form" } as const;
type Recorded = Actor | typeof publicActor;

/** The advisory lock of every append, until its transaction ends: only one event can follow the last. */
const tailLock = 7_236_401;

/**
 * Appends one event to the record, in the transaction that makes the change.
 * @param at when it was done; the sample workspace writes a past, all else happens now
 */
export async function record(
  tx: Tx,
  actor: Recorded,
  entry: AuditEntry,
  at: string = currentRequest()?.at ?? new Date().toISOString(),
): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${tailLock})`);
  const [last] = await tx
    .select({ hash: auditEvents.hash })
    .from(auditEvents)
    .orderBy(desc(auditEvents.id))
    .limit(1);
  const previousHash = last?.hash ?? genesis;
  const line = {
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    via: actor.via,
    action: entry.action,
    projectId: entry.project,
    subjectKind: entry.subject.kind,
    subjectId: entry.subject.id,
    subjectName: entry.subject.name ?? null,
    // Through JSON once, so that what is hashed is what the database gives back.
    data: JSON.parse(JSON.stringify(entry.data ?? {})) as Record<string, unknown>,
  };
  await tx.insert(auditEvents).values({ ...line, previousHash, hash: hashLine(previousHash, line) });
}
