import "server-only";
import { sql } from "drizzle-orm";
import type { Actor } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { auditEvents, auditHead } from "@/server/foundation/db/tables/audit";
import { currentRequest } from "@/server/foundation/request-context";
import { storableJson } from "@/server/foundation/storable-text";
import { type AuditLine, genesis, hashLine } from "./chain";

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
 * Appends one event to the record, in the transaction that makes the change, and moves the head of the record on.
 * @param at when it was done; the sample workspace writes a past, all else happens now
 */
export async function record(
  tx: Tx,
  actor: Recorded,
  entry: AuditEntry,
  at: string = currentRequest()?.at ?? new Date().toISOString(),
): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${tailLock})`);
  const { kind, id: subjectId, name } = entry.subject;
  const texts = storableJson({
    ...{ actorKind: actor.kind, actorId: actor.id, actorName: actor.name, via: actor.via },
    ...{ action: entry.action, projectId: entry.project },
    ...{ subjectKind: kind, subjectId, subjectName: name ?? null },
  }) as Omit<AuditLine, "at" | "data">;
  const data = JSON.stringify(storableJson(JSON.parse(JSON.stringify(entry.data ?? {}))));
  // Time and data as the database gives them back: what is hashed is what will be read.
  const { rows } = await tx.execute<{
    previous: string | null;
    at: Date | string;
    data: AuditLine["data"];
  }>(sql`
    select (select hash from audit_events order by id desc limit 1) as previous,
      ${at}::timestamptz(3) as at, ${data}::jsonb as data`);
  const [back] = rows;
  if (!back) throw new Error("the database gave no row");
  const previousHash = back.previous ?? genesis;
  const line: AuditLine = { ...texts, at: new Date(back.at).toISOString(), data: back.data };
  const hash = hashLine(previousHash, line);
  await tx.insert(auditEvents).values({ ...line, actorKind: actor.kind, previousHash, hash });
  await tx
    .insert(auditHead)
    .values({ lines: 1, hash })
    .onConflictDoUpdate({ target: auditHead.id, set: { lines: sql`${auditHead.lines} + 1`, hash } });
}
