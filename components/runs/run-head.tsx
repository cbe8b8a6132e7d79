import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ButtonLink } from "@/components/ui/button";
import { Duration, Elapsed } from "@/components/ui/duration";
import { Link } from "@/components/ui/link";
import { PageHead } from "@/components/ui/page-head";
import { StateIcon } from "@/components/ui/state-icon";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import type { RunDetail } from "@/server/runs/schema";
import { LastTwenty } from "./last-twenty";
import { lastTwentyQuery } from "./queries";
import { between, shapeOf, titleOf } from "./words";

/** What ran, how it ended, and who let it run when. */
export function RunHead({ run }: { run: RunDetail }) {
  const { title, beside } = titleOf(run);
  const where = run.failedJob && run.status === "failed" ? ` in ${run.failedJob.name}` : "";
  return (
    <PageHead
      title={
        <>
          {title} <span className={run.number ? "" : "font-normal text-ink-2"}>{beside}</span>
        </>
      }
      beside={
        <>
          <StateIcon shape={shapeOf(run.status)} word={`${run.status}${where}`} />
          {run.deletedAt !== null && (
            <Tag tone="bad" title="What was read of it stays.">
              deleted in {run.vendorName}, seen <TimeAgo at={run.deletedAt} />
            </Tag>
          )}
          <PipelineHistory run={run} />
        </>
      }
      sub={<Sub run={run} />}
      actions={
        run.url && (
          <ButtonLink href={run.url} variant="ghost" external>
            Open in {run.vendorName}
          </ButtonLink>
        )
      }
    />
  );
}

/** Whether what this run did is new: the last runs of its pipeline, where there are several. */
function PipelineHistory({ run }: { run: RunDetail }) {
  const { data } = useQuery(lastTwentyQuery(useTRPC(), [run]));
  const outcomes = data?.items.find((item) => item.pipeline === run.pipeline.id)?.runs ?? [];
  if (outcomes.length < 2) return null;
  return (
    <span className="flex items-center gap-2 text-label text-ink-3">
      Last {outcomes.length}
      <LastTwenty run={run.id} outcomes={outcomes} />
    </span>
  );
}

function Sub({ run }: { run: RunDetail }) {
  const queued = between(run.queuedAt, run.startedAt) ?? 0;
  const by = [run.trigger, run.actor && `by ${run.actor}`].filter(Boolean).join(" ");
  const parts = [
    run.branch && (
      <Link
        key="branch"
        href={paths.runs({ project: run.project, branch: run.branch })}
        className="hover:text-ink"
      >
        {run.branch}
      </Link>
    ),
    run.commitTitle && `“${run.commitTitle}”`,
    <span key="when">
      {by || "asked for"} <TimeAgo at={run.queuedAt} />
    </span>,
    <Lasted key="lasted" run={run} queued={queued} />,
    run.connectionName,
  ].filter((part) => part !== null && part !== "" && part !== undefined);
  return parts.map((part, place) => (
    <Fragment key={typeof part === "string" ? part : part?.key}>
      {place > 0 && " · "}
      {part}
    </Fragment>
  ));
}

function Lasted({ run, queued }: { run: RunDetail; queued: number }) {
  const waited = queued >= 1000 && (
    <>
      , queued <Duration ms={queued} />
    </>
  );
  if (run.status === "running" && run.startedAt) {
    return (
      <span>
        runs for <Elapsed since={run.startedAt} />
        {waited}
      </span>
    );
  }
  if (run.durationMs === null) return <span>{run.startedAt ? "not over" : "has not run"}</span>;
  return (
    <span>
      ran <Duration ms={run.durationMs} />
      {waited}
    </span>
  );
}
