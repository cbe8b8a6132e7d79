import { keepPreviousData } from "@tanstack/react-query";
import type { inferParserType } from "nuqs/server";
import type { Trpc } from "@/components/shell/trpc";
import type { ModelHead } from "@/server/models/schema";
import type { liveParams, timelineParams } from "./search-params";

const dayMs = 86_400_000;

/** @param q words of the name; "" for all models */
export const modelsQuery = (trpc: Trpc, q: string, project?: string) =>
  trpc.models.list.infiniteQueryOptions(
    { project, q: q || undefined, limit: 100 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
  );

export const headQuery = (trpc: Trpc, model: string, project?: string) =>
  trpc.models.head.queryOptions({ model, project });

/** A model as its head names it: its own name and its project. */
export type ModelAt = { model: string; project: string };
export const atOf = (head: ModelHead): ModelAt => ({ model: head.name, project: head.project });

export const versionsQuery = (trpc: Trpc, at: ModelAt) =>
  trpc.models.versionTable.infiniteQueryOptions(
    { ...at, limit: 50 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
  );

/** What served where: of the zoom if there is one, else of the last days. "all" begins when the model does. */
export function timelineQuery(
  trpc: Trpc,
  head: ModelHead,
  { range, from, to }: inferParserType<typeof timelineParams>,
) {
  const age = Math.ceil((Date.now() - Date.parse(head.createdAt)) / dayMs);
  const days = range === "all" ? Math.min(3650, Math.max(1, age)) : Number.parseInt(range, 10);
  const zoom = from && to && { from: from.toISOString(), to: to.toISOString() };
  return trpc.models.timeline.queryOptions(
    { ...atOf(head), days, ...zoom },
    { placeholderData: keepPreviousData },
  );
}

export const versionQuery = (trpc: Trpc, model: string, version: string, project?: string) =>
  trpc.models.versionDetail.queryOptions({ model, version, project });

export function liveQuery(
  trpc: Trpc,
  of: { model: string; project?: string },
  { metric, environment, range, from, to }: inferParserType<typeof liveParams>,
) {
  const zoom = from && to && { from: from.toISOString(), to: to.toISOString() };
  return trpc.models.liveMetric.queryOptions(
    {
      ...of,
      metric: metric ?? undefined,
      environment: environment ?? undefined,
      days: Number.parseInt(range, 10),
      ...zoom,
    },
    { placeholderData: keepPreviousData },
  );
}
