"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { RangePicker } from "@/components/charts/range-picker";
import { useTRPC } from "@/components/shell/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { bandsOf, lanesOf } from "./lanes";
import { axisQuery } from "./queries";
import { axisParams, ranges } from "./search-params";

const TimeAxis = dynamic(() => import("@/components/charts/time-axis").then((m) => m.TimeAxis), {
  ssr: false,
  loading: () => <Skeleton className="m-3.5 h-[230px]" />,
});

/** Code, data, training, deployments, live quality and feedback under each other on one scale. */
export function OneAxis({ project }: { project?: string }) {
  const trpc = useTRPC();
  const [at, setAt] = useQueryStates(axisParams);
  const axis = useQuery(axisQuery(trpc, at, project));
  const data = axis.data;
  const models = data?.models ?? [];
  return (
    <Panel className="mb-4">
      <PanelHead
        title="Everything on one time axis"
        sub={data?.model ? `${data.model} · code and model` : "code and data"}
      >
        {models.length > 1 && (
          <Select
            controlSize="s"
            className="max-w-40"
            aria-label="Model"
            value={data?.model ?? ""}
            onChange={(event) => setAt({ model: event.target.value })}
            options={models.map((name) => ({ value: name, label: name }))}
          />
        )}
        <RangePicker
          value={at.range}
          options={[...ranges]}
          onChange={(range) => setAt({ range: rangeOf(range) })}
        />
      </PanelHead>
      {axis.isError ? (
        <ErrorState {...errorText(axis.error)} onRetry={axis.refetch} inline />
      ) : data ? (
        <TimeAxis
          label="Everything on one time axis"
          from={data.from}
          to={data.to}
          lanes={lanesOf(data, { project })}
          bands={bandsOf(data)}
        />
      ) : (
        <Skeleton className="m-3.5 h-[230px]" />
      )}
    </Panel>
  );
}

const rangeOf = (text: string) => ranges.find((range) => range === text) ?? "14d";
