"use client";
import { useQuery } from "@tanstack/react-query";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { orList } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import { vendorOf, vendors } from "@/server/backends/vendors";
import type { Connection } from "@/server/connections/schema";
import { connectionsQuery } from "./queries";
import { countWords, stateOf } from "./words";

/** The connected systems of a project and their states. */
export function ConnectionsPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const { projects, whyNot } = useRights();
  const list = useQuery(connectionsQuery(trpc, project));
  const refused = whyNot("connections.manage", project);
  const connect = refused ? (
    <Button variant="primary" disabledReason={refused}>
      Connect a system
    </Button>
  ) : (
    <ButtonLink variant="primary" href={paths.newConnection({ project })}>
      Connect a system
    </ButtonLink>
  );
  return (
    <Page>
      <Crumbs items={[{ label: "Connections" }]} />
      <PageHead
        title="Connections"
        sub="the systems that runs, metrics and models are read from"
        actions={connect}
      />
      <Panel label="Connections">
        {list.isError && !list.data ? (
          <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
        ) : list.isPending ? (
          <SkeletonRows rows={2} />
        ) : list.data.items.length === 0 ? (
          <EmptyState title="Nothing is connected yet" action={connect}>
            Runs, metrics and models come from the systems that your team uses, such as{" "}
            {orList(vendors.map(({ name }) => name))}. A training run and a pipeline of the same commit find
            each other.
          </EmptyState>
        ) : (
          <ConnectionTable items={list.data.items} withProject={!project && projects.length > 1} />
        )}
      </Panel>
    </Page>
  );
}

function ConnectionTable({ items, withProject }: { items: Connection[]; withProject: boolean }) {
  return (
    <Table label="Connections">
      <thead>
        <tr>
          <Th>State</Th>
          <Th>Name</Th>
          {withProject && <Th>Project</Th>}
          <Th className="max-lg:hidden">Address</Th>
          <Th className="max-md:hidden">What was read</Th>
          <Th>Read</Th>
        </tr>
      </thead>
      <tbody>
        {items.map((connection) => {
          const { id, name, vendor, url, lastSyncAt, error } = connection;
          return (
            <Tr key={id}>
              <Td title={error?.what}>
                <StateIcon {...stateOf(connection)} />
              </Td>
              <Td className="font-medium">
                <Link href={paths.connection(id)} className="after:absolute after:inset-0">
                  <bdi>{name}</bdi>
                </Link>{" "}
                {name.toLowerCase() !== vendor && (
                  <span className="font-normal text-ink-3">{vendorOf(vendor).name}</span>
                )}
              </Td>
              {withProject && <Td dim>{connection.project}</Td>}
              <Td dim className="w-full max-w-0 truncate max-lg:hidden">
                {url}
              </Td>
              <Td dim className="max-md:hidden">
                {countWords(connection) || "nothing yet"}
              </Td>
              <Td dim>{lastSyncAt ? <TimeAgo at={lastSyncAt} /> : "never"}</Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
