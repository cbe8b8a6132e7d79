import type { inferParserType } from "nuqs/server";
import type { Trpc } from "@/components/shell/trpc";
import type { auditParams } from "./search-params";

export function auditQuery(trpc: Trpc, at: inferParserType<typeof auditParams>, project?: string) {
  const { action, subjectKind, subjectId } = at;
  const subject = subjectKind && subjectId ? { subjectKind, subjectId } : {};
  return trpc.audit.list.infiniteQueryOptions(
    { project, action: action ?? undefined, ...subject, limit: 100 },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
}
