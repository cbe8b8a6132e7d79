import { keepPreviousData } from "@tanstack/react-query";
import type { inferParserType } from "nuqs/server";
import type { Trpc } from "@/components/shell/trpc";
import type { axisParams } from "./search-params";

/** What the overview asks, in the browser and before that on the server. */

export const waitingQuery = (trpc: Trpc, project?: string) =>
  trpc.promotions.list.queryOptions({ project, group: "mine", limit: 20 });

export const needsQuery = (trpc: Trpc, project?: string) => trpc.overview.needs.queryOptions({ project });

export const servingQuery = (trpc: Trpc, project?: string) =>
  trpc.models.servingNow.queryOptions({ project });

export const worseQuery = (trpc: Trpc, project?: string) => trpc.overview.worse.queryOptions({ project });

export function axisQuery(trpc: Trpc, at: inferParserType<typeof axisParams>, project?: string) {
  const zoom = at.from && at.to ? { from: at.from.toISOString(), to: at.to.toISOString() } : undefined;
  return trpc.overview.axis.queryOptions(
    { project, range: at.range, model: at.model || undefined, zoom },
    { placeholderData: keepPreviousData },
  );
}
