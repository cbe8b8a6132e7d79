"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { JobTimeline } from "@/components/charts/job-timeline";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { formatDuration } from "@/components/ui/format-time";
import { Panel, PanelHead } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StateIcon } from "@/components/ui/state-icon";
import { useClockText } from "@/components/ui/use-clock";
import type { Job, RunDetail } from "@/server/runs/schema";
import { jobsQuery, openJob } from "./queries";
import { runParams } from "./search-params";
import { isLive, shapeOf } from "./words";

const JobLog = dynamic(() => import("./job-log").then((m) => m.JobLog), {
  ssr: false,
  loading: () => <SkeletonRows rows={6} />,
});

/** The jobs of a run on one scale, and the log of the one that matters most: the failed, else the one that runs. */
export function RunJobs({ run }: { run: RunDetail }) {
  const trpc = useTRPC();
  const [{ job: chosen }] = useQueryStates(runParams);
  const { data, error, refetch } = useQuery(jobsQuery(trpc, run.id));
  if (!data)
    return error ? <ErrorState {...errorText(error)} onRetry={refetch} /> : <SkeletonRows rows={6} />;
  if (data.items.length === 0) {
    return (
      <EmptyState title="No jobs yet">
        Jobs stand here as soon as {run.connectionName} has made them.
      </EmptyState>
    );
  }
  const job = openJob(run, data.items, chosen);
  return (
    <>
      <Timeline run={run} jobs={data.items} selected={job?.id ?? null} />
      {job && <JobLog key={job.id} run={run.id} job={job} />}
    </>
  );
}

function Timeline({
  run,
  jobs,
  selected,
}: {
  run: RunDetail;
  jobs: readonly Job[];
  selected: string | null;
}) {
  const live = jobs.some((job) => isLive(job.status));
  // A run that is over looks the same at any time: only a live one follows the clock.
  const now = Number(useClockText((ms) => (live ? String(Math.floor(ms / 1000) * 1000) : "0"), "0"));
  return (
    <Panel className="mb-4">
      <PanelHead title="Timeline" sub="grey is waiting for a runner; the underline is the critical path" />
      <JobTimeline
        label={`Jobs of ${run.pipeline.name}`}
        now={now}
        selected={selected}
        icon={(job) => <StateIcon shape={job.shape} label={statusOf(jobs, job.id)} />}
        jobs={jobs.map((job) => ({
          id: job.id,
          name: job.name,
          shape: shapeOf(job.status),
          queuedAt: job.queuedAt,
          startedAt: job.startedAt,
          finishedAt: job.finishedAt,
          duration: formatDuration(job.durationMs),
          href: paths.run(run.id, { tab: "jobs", job: job.id }),
        }))}
      />
    </Panel>
  );
}

const statusOf = (jobs: readonly Job[], id: string) => jobs.find((job) => job.id === id)?.status ?? "";
