"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { auditQuery } from "./queries";
import { auditParams } from "./search-params";

/** The beginnings of actions that a reader narrows to. */
const nouns = [
  "promotion",
  "policy",
  "environment",
  "connection",
  "feedback",
  "form",
  "person",
  "project",
  "token",
];

/** The record of who did what, newest first; of one subject where it is named. */
export function AuditPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const [at, setAt] = useQueryStates(auditParams);
  const list = useInfiniteQuery(auditQuery(trpc, at, project));
  const events = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page>
      <Crumbs items={[{ label: "Settings", href: paths.settings({ project }) }, { label: "Audit" }]} />
      <PageHead
        title="Audit"
        sub="who did what; each line carries the hash of the one before, checked by npm run audit:verify"
        actions={
          <Select
            aria-label="What"
            value={at.action ?? ""}
            onChange={(event) => setAt({ action: event.target.value || null })}
            options={[
              { value: "", label: "Everything" },
              ...nouns.map((noun) => ({ value: `${noun}.`, label: noun })),
            ]}
          />
        }
      />
      <Panel>
        {list.isError ? (
          <ErrorState {...errorText(list.error)} onRetry={list.refetch} inline />
        ) : list.isPending ? (
          <SkeletonRows rows={10} />
        ) : events.length === 0 ? (
          <EmptyState title="Nothing recorded yet">Every change of state leaves a line here.</EmptyState>
        ) : (
          <Table label="Audit">
            <thead>
              <tr>
                <Th>Who</Th>
                <Th>Did</Th>
                <Th>To</Th>
                <Th>Project</Th>
                <Th>Hash</Th>
                <Th end>When</Th>
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <Tr key={event.id}>
                  <Td>
                    <Avatar name={event.actor.name} withName />
                  </Td>
                  <Td className="font-medium">{event.action}</Td>
                  <Td className="max-w-80 truncate" dir="auto">
                    <span className="text-ink-3">{event.subject.kind}</span>{" "}
                    {event.subject.name ?? event.subject.id}
                  </Td>
                  <Td dim>{event.project ?? "installation"}</Td>
                  <Td>
                    <Copyable value={event.hash} label="the line's hash" />
                  </Td>
                  <Td end dim>
                    <TimeAgo at={event.at} />
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
            Older
          </Button>
        </div>
      )}
    </Page>
  );
}
