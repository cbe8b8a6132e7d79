import "server-only";
import { and, asc, desc, eq, gt, inArray, isNull, like, lt, or } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { projects } from "@/server/foundation/db/tables/people";
import { escapeLike } from "@/server/foundation/like";
import type { ListAudit } from "./schema";

/** A page of the record, newest first. Events without a project are visible to owners only. */
export async function page(
  db: Db | Tx,
  scopes: ProjectScope[],
  input: ListAudit & { before: string | null; withInstallation: boolean },
) {
  const ids = scopes.map((s) => s.projectId);
  const seen = ids.length ? inArray(auditEvents.projectId, ids) : undefined;
  const installation = input.withInstallation ? isNull(auditEvents.projectId) : undefined;
  if (!seen && !installation) return [];
  return db
    .select({ event: auditEvents, project: projects.slug })
    .from(auditEvents)
    .leftJoin(projects, eq(projects.id, auditEvents.projectId))
    .where(
      and(
        or(seen, installation),
        input.subjectKind ? eq(auditEvents.subjectKind, input.subjectKind) : undefined,
        input.subjectId ? eq(auditEvents.subjectId, input.subjectId) : undefined,
        input.action ? like(auditEvents.action, `${escapeLike(input.action)}%`) : undefined,
        input.before ? lt(auditEvents.id, input.before) : undefined,
      ),
    )
    .orderBy(desc(auditEvents.id))
    .limit(input.limit);
}

/** The record from its beginning, in batches, so that its length costs no memory. */
export async function* everyLine(db: Db | Tx, batch = 1000) {
  let after = "0";
  for (;;) {
    const rows = await db
      .select()
      .from(auditEvents)
      .where(gt(auditEvents.id, after))
      .orderBy(asc(auditEvents.id))
      .limit(batch);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < batch) return;
    after = last.id;
  }
}
