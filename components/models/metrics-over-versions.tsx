"use client";
import { useMemo } from "react";
import { ChartGroup } from "@/components/charts/chart-group";
import { assignColours } from "@/components/charts/colours";
import { SeriesChart } from "@/components/charts/series-chart";
import { single } from "@/components/charts/series-data";
import { metricDigits } from "@/components/ui/format";
import { Panel, PanelHead } from "@/components/ui/panel";
import { directionMark } from "@/server/comparisons/better";
import { boundWords } from "@/server/gates/bound-words";
import type { VersionRow, VersionTable } from "@/server/models/schema";

/** A line through fewer versions says nothing that their table does not. */
export const fewestVersions = 3;

/** Each metric of the table below from version to version, what serves users marked. `rows` are newest first. */
export function MetricsOverVersions(props: {
  columns: VersionTable["columns"];
  rows: readonly VersionRow[];
  /** Whether there are older versions that are not loaded. */
  older: boolean;
}) {
  const { columns, rows, older } = props;
  const shown = useMemo(() => overVersions(columns, rows), [columns, rows]);
  if (shown.charts.length === 0) return null;
  return (
    <Panel className="mb-4">
      <PanelHead
        title="Metrics over versions"
        sub={older ? `the newest ${rows.length}` : `all ${rows.length}`}
      />
      <ChartGroup>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,270px),1fr))] gap-px bg-line">
          {shown.charts.map(({ name, better, series, bounds, digits }) => (
            <div key={name} className="min-w-0 bg-surface">
              <SeriesChart
                title={name}
                sub={directionMark(better)}
                xKind="name"
                xTitle="version"
                names={shown.names}
                series={series}
                marks={shown.marks}
                bounds={bounds}
                digits={digits}
                height={140}
              />
            </div>
          ))}
        </div>
      </ChartGroup>
    </Panel>
  );
}

/** The versions oldest first, with a chart for each metric that at least two of them have. */
function overVersions(columns: VersionTable["columns"], rows: readonly VersionRow[]) {
  const versions = rows.toReversed();
  const colours = assignColours(columns.map(({ name }) => name));
  const charts = columns.map(({ name, better, bound }, place) => {
    const values = versions.map((row) => row.values[place] ?? null);
    const buckets = values.map((value, x) => single(x, value));
    return {
      name,
      better,
      digits: metricDigits(values),
      bounds: bound ? [{ y: bound.value, text: boundWords(bound) }] : [],
      measured: values.filter((value) => value !== null).length,
      series: [{ label: name, color: colours.get(name), buckets }],
    };
  });
  return {
    names: versions.map((row) => `v${row.version}`),
    marks: versions.flatMap((row, x) =>
      row.serves.filter((each) => each.main).map((each) => ({ x, text: `in ${each.environment}` })),
    ),
    charts: charts.filter(({ measured }) => measured > 1),
  };
}
