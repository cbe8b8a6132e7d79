import type { QueryClient } from "@tanstack/react-query";
import type { Change } from "@/server/events/schema";

/** Which routers show something of a noun: their queries are asked again when it changes. */
const shownBy: Record<Change["noun"], string[]> = {
  runs: ["runs", "overview", "trace", "models", "search"],
  metrics: ["metrics", "series", "runs", "models", "overview"],
  models: ["models", "environments", "deployments", "overview", "promotions", "trace", "forms"],
  promotions: [
    "promotions",
    "comments",
    "policies",
    "models",
    "environments",
    "deployments",
    "overview",
    "trace",
    "audit",
  ],
  feedback: ["feedback", "forms", "models", "overview", "trace"],
  connections: ["connections", "outbound"],
  people: ["people", "invitations", "sessions", "tokens", "projects"],
};

/** At most one round of asking again in this time, however fast a sync writes. */
const roundMs = 1000;
/** A page that is opened was rendered on the server at most this long before. */
const openingMs = 3000;

/** Asks again, in rounds, for what changes concern. */
export function makeRefresh(client: QueryClient) {
  let next: { all: boolean; routers: Set<string>; timer: ReturnType<typeof setTimeout> } | null = null;
  let lastAt = 0;
  let heard: { at: number; change: Change | null }[] = [];

  function ask(): void {
    if (!next) return;
    const { all, routers } = next;
    next = null;
    lastAt = Date.now();
    void client.invalidateQueries({ predicate: ({ queryKey }) => all || routers.has(routerOf(queryKey)) });
  }

  function add(change: Change | null): void {
    const wait = Math.max(50, lastAt + roundMs - Date.now());
    next ??= { all: false, routers: new Set(), timer: setTimeout(ask, wait) };
    if (change === null) next.all = true;
    else for (const name of [...shownBy[change.noun], "shell"]) next.routers.add(name);
  }

  const recent = () => heard.filter(({ at }) => at > Date.now() - openingMs);

  return {
    /** `null`: something unknown may have changed, so everything is asked again. */
    changed(change: Change | null): void {
      heard = [...recent(), { at: Date.now(), change }];
      add(change);
    },
    /** A page was opened: what changed meanwhile is asked again, since its data may have been read before. */
    opened(): void {
      for (const { change } of recent()) add(change);
    },
    stop(): void {
      if (next) clearTimeout(next.timer);
      next = null;
    },
  };
}

/** tRPC's query keys begin with the procedure's path. */
function routerOf(queryKey: readonly unknown[]): string {
  const path = queryKey[0];
  return Array.isArray(path) && typeof path[0] === "string" ? path[0] : "";
}
