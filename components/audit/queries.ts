import type { inferParserType } from "nuqs/server";
import type { Trpc } from "@/components/shell/trpc";
import type { auditParams } from "./search-params";

export type AuditAt = inferParserType<typeof auditParams>;

/** A time of the address; one that is none narrows nothing. */
const timeOf = (text: string | null) => (text && !Number.isNaN(Date.parse(text)) ? text : undefined);

export function auditQuery(trpc: Trpc, at: AuditAt, project?: string) {
  const { action, person, from, to, order, subjectKind, subjectId } = at;
  const subject = subjectKind && subjectId ? { subjectKind, subjectId } : {};
  return trpc.audit.list.infiniteQueryOptions(
    {
      ...{ project, ...subject, order, limit: 100 },
      ...{ action: action ?? undefined, person: person ?? undefined, from: timeOf(from), to: timeOf(to) },
    },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
}

/** The actions and people to narrow to. New ones seldom come. */
export const choicesQuery = (trpc: Trpc, project?: string) =>
  trpc.audit.choices.queryOptions({ project }, { staleTime: 600_000 });
