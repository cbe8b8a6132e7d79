import { keepPreviousData, skipToken } from "@tanstack/react-query";
import type { inferParserType } from "nuqs/server";
import type { Trpc } from "@/components/shell/trpc";
import type { promotionsParams, requestParams } from "./search-params";

/** Whose decision a promotion waits for. */
export type Group = "mine" | "others" | "done";

export function groupQuery(
  trpc: Trpc,
  group: Group,
  at: inferParserType<typeof promotionsParams>,
  project?: string,
) {
  const filter = { project, model: at.model || undefined, environment: at.environment || undefined };
  return trpc.promotions.list.infiniteQueryOptions(
    { ...filter, group, limit: group === "done" ? 25 : 100 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined, placeholderData: keepPreviousData },
  );
}

export const promotionQuery = (trpc: Trpc, id: string) => trpc.promotions.get.queryOptions({ id });

/** The audit events of a promotion, newest first. */
export const historyQuery = (trpc: Trpc, promotion: string) =>
  trpc.audit.list.infiniteQueryOptions(
    { subjectKind: "promotion", subjectId: promotion, limit: 50 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );

export const commentsQuery = (trpc: Trpc, promotion: string) =>
  trpc.comments.list.infiniteQueryOptions(
    { id: promotion, limit: 50 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );

export const mentionableQuery = (trpc: Trpc, promotion: string) =>
  trpc.comments.mentionable.queryOptions({ id: promotion });

/** The comments that name the reader and that they have not read. */
export const mentionsQuery = (trpc: Trpc, project?: string) =>
  trpc.comments.mentions.queryOptions({ project, limit: 20 });

type Request = inferParserType<typeof requestParams>;

/** What the address asks to promote, and where to; null until all of it is chosen. */
export function challengeOf({ project, model, version, environment }: Request) {
  if (!model || !version || !environment) return null;
  return { project: project ?? undefined, model, version, environment };
}

export const previewQuery = (trpc: Trpc, at: Request) =>
  trpc.promotions.preview.queryOptions(challengeOf(at) ?? skipToken, { retry: false });

export const modelChoicesQuery = (trpc: Trpc, { project }: Request) =>
  trpc.models.list.queryOptions({ project: project ?? undefined, limit: 200 });

export const versionChoicesQuery = (trpc: Trpc, { project, model }: Request) =>
  trpc.models.versions.queryOptions(
    model ? { model, project: project ?? undefined, limit: 200 } : skipToken,
    { placeholderData: keepPreviousData },
  );

export const environmentChoicesQuery = (trpc: Trpc, { project, model }: Request) =>
  trpc.environments.list.queryOptions(model ? { model, project: project ?? undefined } : skipToken);
