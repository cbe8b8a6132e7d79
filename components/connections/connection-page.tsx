"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { SkeletonRows } from "@/components/ui/skeleton";
import { connectionQuery } from "./queries";

const ConnectionState = dynamic(() => import("./connection-state").then((m) => m.ConnectionState), {
  loading: () => <SkeletonRows rows={6} />,
});

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
      {connection && <ConnectionState connection={connection} />}
    </Page>
  );
}
