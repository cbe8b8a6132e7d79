"use client";
import { metricColumn, namesIn, paramColumn } from "@/components/ui/column-layout";
import { ColumnsButton } from "@/components/ui/columns-button";
import type { Facets } from "@/server/runs/schema";
import { runColumnPlan, runsLayout } from "./queries";
import { columnLabels } from "./run-columns";
import type { RunsFilter } from "./use-runs-filter";

/** Opens the choice of the list's columns: its own, and the metrics and params of recent runs. */
export function RunsColumnsButton({ filter, facets }: { filter: RunsFilter; facets: Facets | undefined }) {
  const plan = runColumnPlan(filter.values, facets);
  const layout = runsLayout(filter.values, facets);
  const shown = namesIn(layout.shown);
  const items = (names: string[], id: (name: string) => string) =>
    [...new Set(names)].map((name) => ({ value: id(name), label: name }));
  const metrics = [...(facets?.metrics.map((metric) => metric.name) ?? []), ...shown.metrics];
  const params = [...(facets?.params ?? []), ...shown.params];
  const groups = [
    { label: "Columns", items: Object.entries(columnLabels).map(([value, label]) => ({ value, label })) },
    { label: "Metrics", items: items(metrics, metricColumn) },
    { label: "Params", items: items(params, paramColumn) },
  ];
  return (
    <ColumnsButton
      groups={groups.filter((group) => group.items.length > 0)}
      plan={plan}
      layout={layout}
      onChoose={filter.columns.choose}
      onReset={filter.columns.reset}
    />
  );
}
