"use client";
import { useQuery } from "@tanstack/react-query";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StateIcon } from "@/components/ui/state-icon";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import { vendorOf } from "@/server/backends/vendors";
import type { Connection } from "@/server/connections/schema";
import { ConnectionActions } from "./connection-actions";
import { ConnectionFacts } from "./connection-facts";
import { ConnectionReading } from "./connection-reading";
import { connectionQuery } from "./queries";
import { Troubles } from "./troubles";
import { stateOf } from "./words";

/** One connection: its state and since when, what was read and what is left, and its actions. */
export function ConnectionPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const found = useQuery(connectionQuery(trpc, id));
  const connection = found.data;
  return (
    <Page>
      <Crumbs
        items={[
          { label: "Connections", href: paths.connections({ project: connection?.project }) },
          { label: connection?.name ?? "…" },
        ]}
      />
      {found.isError && !connection && <ErrorState {...errorText(found.error)} onRetry={found.refetch} />}
      {found.isPending && <SkeletonRows rows={6} />}
      {connection && <Shown connection={connection} />}
    </Page>
  );
}

function Shown({ connection }: { connection: Connection }) {
  const { name, vendor, project, progress, statusSince, error, notices } = connection;
  const state = stateOf(connection);
  const since = state.shape === "run" && progress ? progress.startedAt : statusSince;
  return (
    <>
      <PageHead
        title={<bdi>{name}</bdi>}
        beside={<Tag>{vendorOf(vendor).name}</Tag>}
        sub={
          <span className="flex flex-wrap items-center gap-x-1.5">
            <StateIcon {...state} />
            {since && (
              <span>
                since <TimeAgo at={since} ago={false} />
              </span>
            )}
            <span>in {project}</span>
          </span>
        }
        actions={<ConnectionActions connection={connection} />}
      />
      <div className="grid gap-4">
        {error && <Troubles troubles={[error]} tone="bad" />}
        <ConnectionReading connection={connection} />
        {notices.length > 0 && <Troubles troubles={notices} tone="wait" />}
        <ConnectionFacts connection={connection} />
      </div>
    </>
  );
}
