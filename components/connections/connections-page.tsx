"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button, ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { connectionsQuery } from "./queries";

const ConnectionList = dynamic(() => import("./connection-list").then((m) => m.ConnectionList), {
  loading: () => <SkeletonRows rows={2} />,
});

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
        ) : (
          <ConnectionList
            items={list.data.items}
            withProject={!project && projects.length > 1}
            connect={connect}
          />
        )}
      </Panel>
    </Page>
  );
}
