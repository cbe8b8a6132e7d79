"use client";

import { useQuery } from "@tanstack/react-query";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { useTRPC } from "@/components/shell/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Skeleton } from "@/components/ui/skeleton";
import { visibleText } from "@/components/ui/visible-text";
import { ModelHead } from "./model-head";
import { atOf, headQuery } from "./queries";
import { ServedWhere } from "./served-where";
import { VersionsPanel } from "./versions-panel";

/** One model: which version served where and when, and its versions as differences to what serves now. */
export function ModelPage({ model, project }: { model: string; project?: string }) {
  const trpc = useTRPC();
  const head = useQuery(headQuery(trpc, model, project));
  const at = head.data && atOf(head.data);
  return (
    <Page>
      <Crumbs items={[{ label: visibleText(head.data?.name ?? model) }]} />
      {head.isError && !head.data ? (
        <ErrorState {...errorText(head.error)} onRetry={head.refetch} />
      ) : head.data ? (
        <ModelHead head={head.data} />
      ) : (
        <Skeleton className="mb-4 h-12 w-96 max-w-full" />
      )}
      {at && head.data && (
        <>
          <ServedWhere key={head.data.id} head={head.data} />
          <VersionsPanel key={`versions ${head.data.id}`} at={at} />
        </>
      )}
    </Page>
  );
}
