import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { feedbackItems } from "@/server/foundation/db/tables/feedback";
import { projects } from "@/server/foundation/db/tables/people";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { runs } from "@/server/foundation/db/tables/runs";
import { waitsForPerson } from "@/server/promotions/store";

const ids = (scopes: ProjectScope[]) => scopes.map((scope) => scope.projectId);

/** The projects by name, and the connections with what their health is told from. */
export async function projectNames(db: Db | Tx, scopes: ProjectScope[]) {
  if (!scopes.length) return [];
  return db
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(inArray(projects.id, ids(scopes)))
    .orderBy(asc(projects.name));
}

export async function connectionHealth(db: Db | Tx, scopes: ProjectScope[]) {
  if (!scopes.length) return [];
  return db
    .select({
      id: connections.id,
      projectId: connections.projectId,
      name: connections.name,
      lastSyncAt: connections.lastSyncAt,
      nextSyncAt: connections.nextSyncAt,
      pausedAt: connections.pausedAt,
      error: connections.error,
      progress: connections.progress,
    })
    .from(connections)
    .where(inArray(connections.projectId, ids(scopes)))
    .orderBy(asc(connections.name));
}

/**
 * The three numbers beside the navigation, in one statement over partial scans of indexes.
 * @param deciding the projects in which the person may decide on promotions
 */
export async function counts(
  db: Db | Tx,
  scopes: ProjectScope[],
  deciding: ProjectScope[],
  person: { id: string; isOwner: boolean },
) {
  const none = { runsLive: 0, promotionsWaiting: 0, feedbackNew: 0 };
  if (!scopes.length) return none;
  const runsLive = db
    .select({ n: sql`count(*)` })
    .from(runs)
    .where(and(inArray(runs.projectId, ids(scopes)), inArray(runs.status, ["queued", "running", "waiting"])));
  const feedbackNew = db
    .select({ n: sql`count(*)` })
    .from(feedbackItems)
    .where(and(inArray(feedbackItems.projectId, ids(scopes)), eq(feedbackItems.status, "new")));
  const promotionsWaiting = db
    .select({ n: sql`count(*)` })
    .from(promotions)
    .where(waitsForPerson(deciding, person));
  const { rows } = await db.execute<{ runs: string; promotions: string; feedback: string }>(
    sql`select (${runsLive}) as runs, (${promotionsWaiting}) as promotions, (${feedbackNew}) as feedback`,
  );
  const row = rows[0];
  if (!row) return none;
  return {
    runsLive: Number(row.runs),
    promotionsWaiting: Number(row.promotions),
    feedbackNew: Number(row.feedback),
  };
}
