import "server-only";
import type { Ctx } from "@/server/context";
import { projectsWith, requirePerson } from "@/server/people/access";
import { roleHas } from "@/server/people/rights";
import type { ShellFacts } from "./schema";
import { connectionHealth, counts, projectNames } from "./store";

/** What the frame shows to this person: their projects, what is live or waits for them, and how the connections do. */
export async function data(ctx: Ctx): Promise<ShellFacts> {
  const [person, scopes] = await Promise.all([requirePerson(ctx), projectsWith(ctx, "runs.read")]);
  const deciding = scopes.filter((scope) => roleHas(scope.role, "promotions.decide"));
  const [names, numbers, health] = await Promise.all([
    projectNames(ctx.db, scopes),
    counts(ctx.db, scopes, deciding, person.id),
    connectionHealth(ctx.db, scopes),
  ]);
  const scopeOf = new Map(scopes.map((scope) => [scope.projectId, scope]));
  const now = Date.now();
  return {
    person: { id: person.id, name: person.name, email: person.email, isOwner: person.isOwner },
    projects: names.flatMap(({ id, name }) => {
      const scope = scopeOf.get(id);
      return scope ? [{ slug: scope.slug, name, role: scope.role }] : [];
    }),
    counts: numbers,
    connections: health.flatMap(({ projectId, pausedAt, error, progress, ...row }) => {
      const scope = scopeOf.get(projectId);
      if (!scope) return [];
      const state = pausedAt
        ? "paused"
        : error
          ? "failing"
          : progress
            ? "syncing"
            : row.lastSyncAt
              ? "healthy"
              : "new";
      const ageSeconds = row.lastSyncAt
        ? Math.max(0, Math.round((now - Date.parse(row.lastSyncAt)) / 1000))
        : null;
      return [{ ...row, project: scope.slug, state, ageSeconds }];
    }),
  };
}
