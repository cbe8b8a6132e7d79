"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import type { ComponentType } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Trace } from "@/components/trace/trace";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Tabs } from "@/components/ui/tabs";
import type { RunDetail } from "@/server/runs/schema";
import { openPart, type PartId, partsOf } from "./parts";
import { runQuery } from "./queries";
import { RunHead } from "./run-head";
import { runParams } from "./search-params";
import { titleOf } from "./words";

type Shown = { run: RunDetail };
const lazily = (load: () => Promise<ComponentType<Shown>>) =>
  dynamic(load, { loading: () => <SkeletonRows rows={6} /> });

const RunFamily = dynamic(() => import("./run-family").then((m) => m.RunFamily));
const LeftOut = dynamic(() => import("./left-out").then((m) => m.LeftOut));
const StaleNotice = dynamic(() => import("./stale-notice").then((m) => m.StaleNotice), { ssr: false });

/** Each tab is loaded when it is opened. */
const RunJobs = lazily(() => import("./run-jobs").then((m) => m.RunJobs));
const RunMetrics = lazily(() => import("./run-metrics").then((m) => m.RunMetrics));
const RunParams = lazily(() => import("./run-facts").then((m) => m.RunParams));
const RunDatasets = lazily(() => import("./run-facts").then((m) => m.RunDatasets));
const RunTags = lazily(() => import("./run-facts").then((m) => m.RunTags));
const RunArtifacts = lazily(() => import("./run-artifacts").then((m) => m.RunArtifacts));
const RunLinks = lazily(() => import("./run-links").then((m) => m.RunLinks));

/** One run: where it stands in the trace, then what it did. */
export function RunPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const { data: run, error, refetch } = useQuery(runQuery(trpc, id));
  if (!run) {
    return (
      <Page>
        {error ? <ErrorState {...errorText(error)} onRetry={refetch} /> : <SkeletonRows rows={10} />}
      </Page>
    );
  }
  const { title, beside } = titleOf(run);
  return (
    <Page>
      <Crumbs
        items={[
          { label: title, href: paths.runs({ project: run.project, pipeline: run.pipeline.id }) },
          { label: beside || `run ${run.id}` },
        ]}
      />
      <RunHead run={run} />
      <StaleNotice connection={run.connection} />
      {run.leftOut.length > 0 && <LeftOut parts={run.leftOut} />}
      <Trace subject={`run:${id}`} />
      {(run.parent !== null || run.children > 0) && <RunFamily run={run} />}
      <Contents run={run} />
    </Page>
  );
}

const contents: Record<PartId, ComponentType<Shown>> = {
  jobs: RunJobs,
  metrics: RunMetrics,
  params: RunParams,
  datasets: RunDatasets,
  artifacts: RunArtifacts,
  tags: RunTags,
  links: RunLinks,
};

function Contents({ run }: { run: RunDetail }) {
  const [{ tab }] = useQueryStates(runParams);
  const parts = partsOf(run);
  const current = openPart(parts, tab);
  const Current = current && contents[current.id];
  return (
    <>
      <Tabs
        label="Parts of this run"
        items={parts.map((part) => ({
          href: paths.run(run.id, { tab: part.id }),
          label: part.label,
          count: part.count,
          current: part.id === current?.id,
        }))}
      />
      {Current && <Current run={run} />}
    </>
  );
}
