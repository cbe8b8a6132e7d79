"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { AddFilter, FilterChip } from "@/components/ui/filter-chips";
import { formatDate } from "@/components/ui/format-time";
import { visibleText } from "@/components/ui/visible-text";
import { type Condition, formatCondition, parseFilter } from "@/server/runs/filter";
import type { Facets } from "@/server/runs/schema";
import { runQuery } from "./queries";
import type { Field, RunsFilter } from "./use-runs-filter";

const FieldEditor = dynamic(() => import("./filter-editors").then((module) => module.FieldEditor), {
  ssr: false,
});
const ConditionEditor = dynamic(() => import("./filter-editors").then((module) => module.ConditionEditor), {
  ssr: false,
});

const fields: readonly Field[] = ["kind", "status", "branch", "pipeline", "commit"];
const asCondition = "condition";

/** The filters as chips. Each opens its editor, can be removed, and further ones can be added. */
export function RunsChips({ filter, facets }: { filter: RunsFilter; facets: Facets | undefined }) {
  const [adding, setAdding] = useState<Field | typeof asCondition | null>(null);
  const done = () => setAdding(null);
  const options = fields
    .filter((field) => !filter.values[field] && field !== adding)
    .map((field) => ({ value: field as string, label: field as string }));
  return (
    <>
      {fields
        .filter((field) => filter.values[field] || field === adding)
        .map((field) => (
          <FilterChip
            key={field}
            field={field}
            value={shownValue(field, filter.values[field] ?? "", facets)}
            defaultOpen={field === adding}
            onClose={done}
            onRemove={() => void filter.set(field, null)}
          >
            {(close) => <FieldEditor field={field} filter={filter} facets={facets} close={close} />}
          </FilterChip>
        ))}
      {filter.parent !== null && <Parent id={filter.parent} filter={filter} />}
      <Conditions filter={filter} facets={facets} />
      <Span filter={filter} />
      {filter.values.latest && (
        <FilterChip field="latest" value="of each pipeline" onRemove={() => void filter.showAll()} />
      )}
      {adding === asCondition && (
        <FilterChip field="condition" value="" defaultOpen onClose={done} onRemove={done}>
          {(close) => (
            <ConditionEditor
              line=""
              facets={facets}
              close={close}
              onLine={(line) =>
                void filter.setFilter([filter.values.filter, line].filter(Boolean).join(" and "))
              }
            />
          )}
        </FilterChip>
      )}
      <AddFilter
        options={[...options, { value: asCondition, label: "metric, param or tag …" }]}
        onAdd={(value) => setAdding(fields.find((field) => field === value) ?? asCondition)}
      />
    </>
  );
}

/** The run whose children are listed. */
function Parent({ id, filter }: { id: string; filter: RunsFilter }) {
  const { data } = useQuery(runQuery(useTRPC(), id));
  return (
    <FilterChip
      field="children of"
      value={data ? visibleText(data.name) : `run ${id}`}
      onRemove={() => void filter.setParent(null)}
    />
  );
}

function shownValue(field: Field, value: string, facets: Facets | undefined): string {
  if (value === "") return "any";
  if (field === "pipeline") return facets?.pipelines.find((each) => each.id === value)?.name ?? value;
  if (field === "commit") return value.slice(0, 7);
  return value.split(",").join(", ");
}

/** One chip for each condition of the filter line. */
function Conditions({ filter, facets }: { filter: RunsFilter; facets: Facets | undefined }) {
  const line = filter.values.filter;
  if (!line) return null;
  const parsed = parseFilter(line);
  const write = (conditions: readonly string[]) => void filter.setFilter(conditions.join(" and ") || null);
  if (!parsed.ok) {
    return (
      <FilterChip
        field="filter"
        value={<span className="text-bad">{line}</span>}
        onRemove={() => write([])}
      />
    );
  }
  const texts = parsed.conditions.map(formatCondition);
  return parsed.conditions.map((condition, place) => (
    <FilterChip
      key={texts[place]}
      field={`${condition.on}.${condition.name}`}
      value={comparison(condition)}
      onRemove={() => write(texts.filter((_, other) => other !== place))}
    >
      {(close) => (
        <ConditionEditor
          line={texts[place] ?? ""}
          facets={facets}
          close={close}
          onLine={(changed) => write(texts.with(place, changed))}
        />
      )}
    </FilterChip>
  ));
}

/** A condition without the name of what it is on: `> 0.97`. */
const comparison = (condition: Condition) =>
  formatCondition(condition)
    .slice(`${condition.on}.`.length)
    .replace(/^("(?:[^"\\]|\\.)*"|\S+) /, "");

/** The time range that was drawn in the histogram. */
function Span({ filter }: { filter: RunsFilter }) {
  const { from, to } = filter.values;
  if (!from && !to) return null;
  const said = [from, to].map((at) => (at ? formatDate(at) : "…"));
  return (
    <FilterChip field="time" value={said.join(" – ")} onRemove={() => void filter.setSpan(null, null)} />
  );
}
