"use client";

import { useQuery } from "@tanstack/react-query";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Trace } from "@/components/trace/trace";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { visibleText } from "@/components/ui/visible-text";
import { versionQuery } from "./queries";
import { VersionArtifacts, VersionDatasets, VersionTags } from "./version-contents";
import { VersionHead } from "./version-head";
import { VersionHistory } from "./version-history";
import { VersionMetrics, VersionParams } from "./version-measures";

/** One version: where it came from and where it went, how it compares, and what it is made of. */
export function VersionPage(props: { model: string; version: string; project?: string }) {
  const { model, version, project } = props;
  const trpc = useTRPC();
  const seen = useQuery(versionQuery(trpc, model, version, project));
  const name = seen.data?.model ?? model;
  return (
    <Page>
      <Crumbs
        items={[{ label: visibleText(name), href: paths.model(name, { project }) }, { label: `v${version}` }]}
      />
      {seen.isError && !seen.data ? (
        <ErrorState {...errorText(seen.error)} onRetry={seen.refetch} />
      ) : !seen.data ? (
        <Skeleton className="mb-4 h-12 w-96 max-w-full" />
      ) : (
        <>
          <VersionHead detail={seen.data} />
          <Trace subject={`version:${seen.data.model}@${seen.data.version}`} project={seen.data.project} />
          <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.55fr)_minmax(0,1fr)]">
            <div className="grid min-w-0 gap-4">
              {seen.data.description && (
                <Panel>
                  <PanelHead title="Description" />
                  <PanelBody>
                    <p dir="auto" className="max-w-prose whitespace-pre-wrap [overflow-wrap:anywhere]">
                      {seen.data.description}
                    </p>
                  </PanelBody>
                </Panel>
              )}
              <VersionMetrics detail={seen.data} />
              <VersionParams detail={seen.data} />
            </div>
            <div className="grid min-w-0 gap-4">
              <VersionHistory detail={seen.data} />
              <VersionDatasets detail={seen.data} />
              <VersionArtifacts detail={seen.data} />
              <VersionTags detail={seen.data} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}
