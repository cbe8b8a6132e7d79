"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { RangePicker } from "@/components/charts/range-picker";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { visibleText } from "@/components/ui/visible-text";
import type { LiveMetricView } from "@/server/models/schema";
import { LiveState } from "./live-state";
import { liveQuery } from "./queries";
import { liveParams, liveRanges } from "./search-params";
import { ServicesTable } from "./services-table";

const LiveChart = dynamic(() => import("./live-chart").then((m) => m.LiveChart), { ssr: false });

/** One live metric of a model: its curve with the policy's bound and what served meanwhile. */
export function LivePage({ model, project }: { model: string; project?: string }) {
  const trpc = useTRPC();
  const [at, setAt] = useQueryStates(liveParams);
  const live = useQuery(liveQuery(trpc, { model, project }, at));
  const { data } = live;
  const wholeRange = () => setAt({ from: null, to: null });
  return (
    <Page>
      <Crumbs
        items={[
          { label: visibleText(data?.model ?? model), href: paths.model(model, { project }) },
          { label: data?.metric?.name ?? "Live metrics" },
        ]}
      />
      <PageHead
        title={data ? titleOf(data) : "Live metrics"}
        sub={data?.metric && data.environment && <LiveState view={data} metric={data.metric} />}
        actions={
          data?.metric && (
            <>
              {at.from !== null && at.to !== null && (
                <Button size="s" onClick={wholeRange}>
                  Whole range
                </Button>
              )}
              {data.environments.length > 1 && (
                <Select
                  controlSize="s"
                  aria-label="Environment"
                  value={data.environment ?? ""}
                  options={data.environments.map((name) => ({ value: name, label: name }))}
                  // Another environment may measure other things.
                  onChange={(event) => setAt({ environment: event.target.value, metric: null })}
                />
              )}
              <Select
                controlSize="s"
                aria-label="Metric"
                value={data.metric.name}
                options={data.metrics.map((name) => ({ value: name, label: name }))}
                onChange={(event) => setAt({ metric: event.target.value, environment: data.environment })}
              />
              <RangePicker
                value={at.range}
                options={liveRanges}
                onChange={(range) => setAt({ range, from: null, to: null })}
              />
            </>
          )
        }
      />
      {live.isError && !data ? (
        <ErrorState {...errorText(live.error)} onRetry={live.refetch} />
      ) : !data ? (
        <Skeleton className="h-80" />
      ) : data.metric ? (
        <>
          <Panel className="mb-4">
            <div className="min-h-84">
              <LiveChart
                view={data}
                metric={data.metric}
                onRange={(from, to) =>
                  from === null || to === null
                    ? wholeRange()
                    : setAt({ from: new Date(Math.round(from)), to: new Date(Math.round(to)) })
                }
              />
            </div>
          </Panel>
          <ServicesTable view={data} metric={data.metric} />
        </>
      ) : (
        <NothingMeasured view={data} />
      )}
    </Page>
  );
}

const titleOf = ({ metric, environment }: LiveMetricView) =>
  metric ? `${metric.name} in ${environment}` : "Live metrics";

function NothingMeasured({ view }: { view: LiveMetricView }) {
  const { environment, environments, model, project } = view;
  const where = environment ?? environments[0];
  if (!where) {
    return (
      <EmptyState title="No environment stands for this model yet">
        Live metrics are measured in an environment, such as production. A maintainer makes one in Settings.
      </EmptyState>
    );
  }
  const points = [{ subject: `environment:${model}@${where}`, name: "accuracy", value: 0.95, at: "NOW" }];
  const body = JSON.stringify({ project, points }).replace("NOW", "'$(date -u +%FT%TZ)'");
  return (
    <EmptyState
      title={`Nothing is measured in ${where} yet`}
      code={`curl $TERRAPIN_URL/api/v1/points -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '${body}'`}
    >
      What serves sends its live metrics, each point with its time:
    </EmptyState>
  );
}
