"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Avatar } from "@/components/ui/avatar";
import { Button, ButtonLink } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Moment } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import { AuditFilters } from "./audit-filters";
import { auditQuery } from "./queries";
import { auditParams } from "./search-params";

/** The record of who did what, in order of time: of everything, or of what the filters leave. */
export function AuditPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const [at, setAt] = useQueryStates(auditParams);
  const list = useInfiniteQuery(auditQuery(trpc, at, project));
  const events = list.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = [at.person, at.action, at.from, at.to, at.subjectId].some((value) => value !== null);
  const subject =
    at.subjectKind && at.subjectId ? (events[0]?.subject.name ?? `${at.subjectKind} ${at.subjectId}`) : null;
  return (
    <Page>
      <Crumbs items={[{ label: "Settings", href: paths.settings({ project }) }, { label: "Audit" }]} />
      <PageHead
        title="Audit"
        sub="who did what; each line carries the hash of the one before, checked by npm run audit:verify"
      />
      <AuditFilters at={at} onChange={setAt} project={project} subject={subject} />
      <Panel>
        {list.isError ? (
          <ErrorState {...errorText(list.error)} onRetry={list.refetch} inline />
        ) : list.isPending ? (
          <SkeletonRows rows={10} />
        ) : events.length === 0 ? (
          narrowed ? (
            <EmptyState
              title="No event matches"
              action={<ButtonLink href={paths.audit({ project })}>Show all</ButtonLink>}
            />
          ) : (
            <EmptyState title="Nothing recorded yet">Every change of state leaves a line here.</EmptyState>
          )
        ) : (
          <Table label="Audit" stacked>
            <thead>
              <tr>
                <Th aria-sort={at.order === "oldest" ? "ascending" : "descending"}>When</Th>
                <Th>Who</Th>
                <Th>Did</Th>
                <Th>To</Th>
                <Th>Project</Th>
                <Th>Hash</Th>
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <Tr key={event.id}>
                  <Td dim label="When">
                    <Moment at={event.at} />
                  </Td>
                  <Td label="Who">
                    <Avatar name={event.actor.name} withName />
                  </Td>
                  <Td className="font-medium max-md:-order-1">{event.action}</Td>
                  <Td label="To" className="max-w-80 truncate" dir="auto">
                    <span className="text-ink-3">{event.subject.kind}</span>{" "}
                    {visibleText(event.subject.name ?? event.subject.id)}
                  </Td>
                  <Td dim label="Project">
                    {event.project ?? "installation"}
                  </Td>
                  <Td label="Hash">
                    <Copyable value={event.hash} label="the line's hash" />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {at.order === "oldest" ? "Newer" : "Older"}
          </Button>
        </div>
      )}
    </Page>
  );
}
