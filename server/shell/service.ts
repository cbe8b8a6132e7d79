import "server-only";
import { projectsWith, requirePerson } from "@/server/access/access";
import { roleHas } from "@/server/access/rights";
import { statusOf } from "@/server/connections/health";
import type { Ctx } from "@/server/foundation/context";
import type { ShellFacts } from "./schema";
import { connectionHealth, counts, projectNames } from "./store";

/** What the frame shows to this person: their projects, what is live or waits for them, and how the connections do. */
export async function data(ctx: Ctx): Promise<ShellFacts> {
  const [person, scopes] = await Promise.all([requirePerson(ctx), projectsWith(ctx, "runs.read")]);
  const deciding = scopes.filter((scope) => roleHas(scope.role, "promotions.decide"));
  const [names, numbers, health] = await Promise.all([
    projectNames(ctx.db, scopes),
    counts(ctx.db, scopes, deciding, person),
    connectionHealth(ctx.db, scopes),
  ]);
  const scopeOf = new Map(scopes.map((scope) => [scope.projectId, scope]));
  return {
    person: { id: person.id, name: person.name, email: person.email, isOwner: person.isOwner },
    projects: names.flatMap(({ id, name }) => {
      const scope = scopeOf.get(id);
      return scope ? [{ slug: scope.slug, name, role: scope.role }] : [];
    }),
    counts: numbers,
    connections: health.flatMap((row) => {
      const { id, name, projectId, lastSyncAt } = row;
      const scope = scopeOf.get(projectId);
      return scope ? [{ id, name, project: scope.slug, lastSyncAt, state: stateOf(row) }] : [];
    }),
  };
}

type Facts = Awaited<ReturnType<typeof connectionHealth>>[number];

function stateOf(facts: Facts) {
  const status = statusOf(facts, Date.now());
  return facts.progress && (status === "healthy" || status === "new" || status === "late")
    ? "syncing"
    : status;
}
