import "server-only";
import { and, asc, desc, eq, gt, gte, inArray, isNull, like, lt, or, type SQL, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { auditEvents, auditHead } from "@/server/foundation/db/tables/audit";
import { people, projects } from "@/server/foundation/db/tables/people";
import { escapeLike } from "@/server/foundation/like";
import type { ListAudit } from "./schema";

/** The projects whose events are seen, and whether those without a project are: of the installation. */
export type Visible = { scopes: ProjectScope[]; withInstallation: boolean };

function seen({ scopes, withInstallation }: Visible): SQL {
  const ids = scopes.map((s) => s.projectId);
  const either = or(
    ids.length ? inArray(auditEvents.projectId, ids) : undefined,
    withInstallation ? isNull(auditEvents.projectId) : undefined,
  );
  return either ?? sql`false`;
}

function by(person: string): SQL {
  const kind = person === "system" || person === "public" ? person : "person";
  const of = eq(auditEvents.actorKind, kind);
  return kind === "person" ? sql`${of} and ${eq(auditEvents.actorId, person)}` : of;
}

/** A page of the record in order of time, after `after`. */
export async function page(
  db: Db | Tx,
  visible: Visible,
  input: Omit<ListAudit, "cursor"> & { after: { at: string; id: string } | null },
) {
  const { after, order } = input;
  const direction = order === "oldest" ? asc : desc;
  const further = order === "oldest" ? sql`>` : sql`<`;
  return db
    .select({ event: auditEvents, project: projects.slug })
    .from(auditEvents)
    .leftJoin(projects, eq(projects.id, auditEvents.projectId))
    .where(
      and(
        seen(visible),
        input.subjectKind ? eq(auditEvents.subjectKind, input.subjectKind) : undefined,
        input.subjectId ? eq(auditEvents.subjectId, input.subjectId) : undefined,
        input.action ? like(auditEvents.action, `${escapeLike(input.action)}%`) : undefined,
        input.person ? by(input.person) : undefined,
        input.from ? gte(auditEvents.at, input.from) : undefined,
        input.to ? lt(auditEvents.at, input.to) : undefined,
        after
          ? sql`(${auditEvents.at}, ${auditEvents.id}) ${further} (${after.at}::timestamptz, ${after.id}::bigint)`
          : undefined,
      ),
    )
    .orderBy(direction(auditEvents.at), direction(auditEvents.id))
    .limit(input.limit);
}

/** The actions there are, in alphabetical order. */
export async function actionsIn(db: Db | Tx, visible: Visible): Promise<string[]> {
  const rows = await db.selectDistinct({ action: auditEvents.action }).from(auditEvents).where(seen(visible));
  return rows.map(({ action }) => action).sort();
}

/** Who there is: people by their names of today. */
export async function actorsIn(db: Db | Tx, visible: Visible) {
  const actors = db
    .selectDistinct({ kind: auditEvents.actorKind, id: auditEvents.actorId })
    .from(auditEvents)
    .where(seen(visible))
    .as("actors");
  return db
    .select({ kind: actors.kind, id: people.id, name: people.name })
    .from(actors)
    .leftJoin(people, sql`${actors.kind} = 'person' and ${people.id}::text = ${actors.id}`)
    .orderBy(asc(people.name), asc(people.id));
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

/** The end of the record as it is kept beside it; null where that row is gone, or nothing was recorded yet. */
export async function headOf(db: Db | Tx): Promise<{ lines: number; head: string } | null> {
  const [row] = await db.select({ lines: auditHead.lines, head: auditHead.hash }).from(auditHead);
  return row ?? null;
}
