"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { RangePicker } from "@/components/charts/range-picker";
import { TimeAxisPlace } from "@/components/charts/time-axis-place";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { visibleText } from "@/components/ui/visible-text";
import type { Axis } from "@/server/overview/schema";
import { bandsOf, lanesOf, marksOf } from "./lanes";
import { axisQuery } from "./queries";
import { axisParams, ranges } from "./search-params";

const title = "Everything on one time axis";

/**
 * Code, data, training, deployments, live quality and feedback under each other on one scale; of all models, or of the
 * chosen one with its promotions.
 */
export function OneAxis({ project }: { project?: string }) {
  const trpc = useTRPC();
  const [at, setAt] = useQueryStates(axisParams);
  const axis = useQuery(axisQuery(trpc, at, project));
  const data = axis.data;
  const zoomed = at.from !== null && at.to !== null;
  return (
    <Panel className="mb-4">
      <PanelHead title={title} sub={<span className="max-md:hidden">{data && aboutOf(data)}</span>}>
        {zoomed && (
          <Button size="s" onClick={() => setAt({ from: null, to: null })}>
            Whole range
          </Button>
        )}
        {data && data.models.length > 0 && (
          <Select
            controlSize="s"
            className="max-w-40"
            aria-label="Model"
            value={data.chosen ?? ""}
            onChange={(event) => setAt({ model: event.target.value || null })}
            options={[
              { value: "", label: "All models" },
              ...data.models.map((name) => ({ value: name, label: visibleText(name) })),
            ]}
          />
        )}
        <RangePicker
          value={at.range}
          options={[...ranges]}
          onChange={(range) => setAt({ range: rangeOf(range), from: null, to: null })}
        />
      </PanelHead>
      {axis.isError && !data ? (
        <ErrorState {...errorText(axis.error)} onRetry={axis.refetch} inline />
      ) : data ? (
        <TimeAxisPlace
          label={title}
          from={data.from}
          to={data.to}
          whole={data.whole}
          lanes={lanesOf(data, { project })}
          bands={bandsOf(data)}
          marks={marksOf(data)}
          onRange={(from, to) =>
            setAt(from && to ? { from: new Date(from), to: new Date(to) } : { from: null, to: null })
          }
        />
      ) : (
        <Skeleton className="m-3.5 h-[310px]" />
      )}
    </Panel>
  );
}

/** What the runs are that are shown. */
function aboutOf({ chosen, models }: Axis): string {
  if (chosen) return "its training, pipelines of the same commits, promotions";
  return models.length > 0 ? "code and model" : "code and data";
}

const rangeOf = (text: string) => ranges.find((range) => range === text) ?? "14d";
