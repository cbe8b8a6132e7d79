"use client";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { ChartGroup } from "@/components/charts/chart-group";
import { assignColours } from "@/components/charts/colours";
import { MetricChart } from "@/components/metrics/metric-chart";
import { ZeroOrNaN, zeroOrNaNWords } from "@/components/metrics/zero-or-nan";
import { formatMetric, metricDigits } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { directionWords } from "@/server/comparisons/better";
import type { RunDetail } from "@/server/runs/schema";
import { NothingLogged } from "./nothing-logged";
import { zoomParams } from "./search-params";

/** More charts than this get a filter. */
const fewCharts = 8;

/** A chart for each metric that was logged more than once, all with one crosshair and one zoom; single values in a table. */
export function RunMetrics({ run }: { run: RunDetail }) {
  const [span, setSpan] = useQueryStates(zoomParams);
  const [text, setText] = useState("");
  if (run.measures.length === 0) {
    return <NothingLogged run={run} title="This run logged no metrics" what="metrics" />;
  }
  const wanted = run.measures.filter((measure) => measure.name.toLowerCase().includes(text.toLowerCase()));
  const curves = wanted.filter((measure) => measure.points > 1);
  const singles = wanted.filter((measure) => measure.points <= 1);
  const colours = assignColours(run.measures.map((measure) => measure.name));
  return (
    <>
      {run.measures.length > fewCharts && (
        <Input
          type="search"
          aria-label="Filter metrics"
          placeholder="Filter metrics"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="mb-3 max-w-72"
        />
      )}
      {run.mayBeNaN.length > 0 && (
        <Notice tone="wait">
          {run.mayBeNaN.join(", ")}: 0 or NaN. {zeroOrNaNWords}
        </Notice>
      )}
      {curves.length > 0 && (
        <ChartGroup
          from={span.from}
          to={span.to}
          onRange={(from, to) => void setSpan({ from: from && Math.floor(from), to: to && Math.ceil(to) })}
        >
          <div className="mb-4 grid grid-cols-[repeat(auto-fill,minmax(min(100%,360px),1fr))] gap-4">
            {curves.map((measure) => (
              <MetricChart
                key={measure.name}
                subject={`run:${run.id}`}
                measure={measure}
                colour={colours.get(measure.name)}
              />
            ))}
          </div>
        </ChartGroup>
      )}
      {singles.length > 0 && (
        <Panel>
          <PanelHead title="Values" sub={curves.length > 0 ? "logged once" : undefined} />
          <Table label="Single values">
            <thead>
              <tr>
                <Th>Metric</Th>
                <Th end>Value</Th>
                <Th>Better</Th>
              </tr>
            </thead>
            <tbody>
              {singles.map(({ name, value, mayBeNaN, better }) => (
                <Tr key={name}>
                  <Td>{name}</Td>
                  <Td end>{mayBeNaN ? <ZeroOrNaN /> : formatMetric(value, metricDigits([value]))}</Td>
                  <Td dim>{better ? directionWords(better) : "not known"}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </Panel>
      )}
    </>
  );
}
