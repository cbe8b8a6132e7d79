"use client";
import dynamic from "next/dynamic";
import { Page } from "@/components/shell/page";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";

const RunsContents = dynamic(() => import("./runs-contents").then((m) => m.RunsContents), {
  loading: () => (
    <>
      <div className="mb-3 h-control flex-none" />
      <Panel>
        <SkeletonRows rows={12} />
      </Panel>
    </>
  ),
});

/**
 * Code, data, training and deploy runs of every connected system, in one list.
 * @param openedAt when the page was made, in ms: from where ranges such as "14d" are counted back
 */
export function RunsPage({ project, openedAt }: { project?: string; openedAt: number }) {
  return (
    <Page fill>
      <PageHead
        title="Runs"
        sub="code, data, training and deploy runs of every connected system, in one list"
      />
      <RunsContents project={project} openedAt={openedAt} />
    </Page>
  );
}
