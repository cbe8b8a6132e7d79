"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { RangePicker } from "@/components/charts/range-picker";
import { TimeAxisPlace } from "@/components/charts/time-axis-place";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { visibleText } from "@/components/ui/visible-text";
import type { ModelHead } from "@/server/models/schema";
import { lanesOf } from "./lanes";
import { atOf, timelineQuery } from "./queries";
import { ranges, timelineParams } from "./search-params";

/** Which version served where and when, over the live curve of the metric the policy asks about. */
export function ServedWhere({ head }: { head: ModelHead }) {
  const at = atOf(head);
  const trpc = useTRPC();
  const [shown, setShown] = useQueryStates(timelineParams);
  const zoomed = shown.from !== null && shown.to !== null;
  const seen = useQuery(timelineQuery(trpc, head, shown));
  const empty = seen.data?.lanes.every((l) => l.deployments.length === 0) && !seen.data.live;
  return (
    <Panel className="mb-4">
      <PanelHead
        title="What served where"
        sub={<span className="max-md:hidden">each change links to who agreed, and on what</span>}
      >
        {zoomed && (
          <Button size="s" onClick={() => setShown({ from: null, to: null })}>
            Whole range
          </Button>
        )}
        <RangePicker
          value={shown.range}
          options={ranges}
          onChange={(range) => setShown({ range, from: null, to: null })}
        />
      </PanelHead>
      {seen.isError && !seen.data ? (
        <ErrorState {...errorText(seen.error)} onRetry={seen.refetch} />
      ) : !seen.data ? (
        <Skeleton className="h-40" />
      ) : seen.data.lanes.length === 0 ? (
        <NoEnvironment head={head} />
      ) : empty && !zoomed && head.serving.length === 0 ? (
        <EmptyState title="Nothing has served here">
          {head.openPromotions.length > 0
            ? "A promotion is on its way: once it is carried out, its version stands here."
            : `What stands on ${head.environments.map((e) => e.alias).join(" or ")} in the registry shows here, and what a promotion puts there.`}
        </EmptyState>
      ) : (
        <TimeAxisPlace
          label={`What served where of ${visibleText(at.model)}`}
          from={seen.data.from}
          to={seen.data.to}
          whole={seen.data.whole}
          lanes={lanesOf(seen.data, at)}
          onRange={(from, to) =>
            setShown(from && to ? { from: new Date(from), to: new Date(to) } : { from: null, to: null })
          }
        />
      )}
    </Panel>
  );
}

function NoEnvironment({ head }: { head: ModelHead }) {
  const maintains = head.you === "maintainer";
  return (
    <EmptyState
      title="No environment stands for this model yet"
      action={
        maintains && (
          <ButtonLink href={paths.environments({ project: head.project })}>Make an environment</ButtonLink>
        )
      }
    >
      An environment is where versions serve, such as production: an alias in {head.connectionName}.
      {!maintains && " A maintainer makes them in Settings."}
    </EmptyState>
  );
}
