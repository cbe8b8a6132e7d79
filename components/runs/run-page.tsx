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
import { RunHead } from "./run-head";
import { runParams } from "./search-params";
import { titleOf } from "./words";

type Shown = { run: RunDetail };
const lazily = (load: () => Promise<ComponentType<Shown>>) =>
  dynamic(load, { ssr: false, loading: () => <SkeletonRows rows={6} /> });

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
  const { data: run, error, refetch } = useQuery(trpc.runs.get.queryOptions({ id }));
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
      <Trace subject={`run:${id}`} />
      <Contents run={run} />
    </Page>
  );
}

type Part = { id: string; label: string; count?: number; show: (run: RunDetail) => React.ReactNode };

/** What a run has decides its tabs: jobs for a pipeline, metrics and params for a training run. */
function partsOf(run: RunDetail): Part[] {
  const count = (of: object) => Object.keys(of).length;
  const training = run.kind === "training";
  const links = run.links.sameCommit.length + run.links.versions.length;
  const parts: (Part & { when: boolean })[] = [
    {
      id: "jobs",
      label: "Jobs",
      count: run.jobs,
      when: run.jobs > 0 || !training,
      show: (r) => <RunJobs run={r} />,
    },
    {
      id: "metrics",
      label: "Metrics",
      count: run.measures.length,
      when: training || run.measures.length > 0,
      show: (r) => <RunMetrics run={r} />,
    },
    {
      id: "params",
      label: "Params",
      count: count(run.params),
      when: training,
      show: (r) => <RunParams run={r} />,
    },
    {
      id: "datasets",
      label: "Datasets",
      count: run.datasets.length,
      when: training,
      show: (r) => <RunDatasets run={r} />,
    },
    { id: "artifacts", label: "Artifacts", when: true, show: (r) => <RunArtifacts run={r} /> },
    {
      id: "tags",
      label: "Tags",
      count: count(run.tags),
      when: training || count(run.tags) > 0,
      show: (r) => <RunTags run={r} />,
    },
    { id: "links", label: "Same commit", count: links, when: links > 0, show: (r) => <RunLinks run={r} /> },
  ];
  return parts.filter((part) => part.when);
}

function Contents({ run }: { run: RunDetail }) {
  const [{ tab }] = useQueryStates(runParams);
  const parts = partsOf(run);
  const current = parts.find((part) => part.id === tab) ?? parts[0];
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
      {current?.show(run)}
    </>
  );
}
