"use client";
import { useState } from "react";
import { AddFilter, FilterChip } from "@/components/ui/filter-chips";
import { formatDate } from "@/components/ui/format-time";
import { type Condition, formatCondition, parseFilter } from "@/server/runs/filter";
import type { Facets } from "@/server/runs/schema";
import { ChoiceEditor, ConditionEditor, WordEditor } from "./filter-editors";
import type { Field, RunsFilter } from "./use-runs-filter";
import { kinds, statuses } from "./words";

const labels: Record<Field, string> = {
  kind: "kind",
  status: "status",
  branch: "branch",
  pipeline: "pipeline",
  commit: "commit",
};
const fields = Object.keys(labels) as Field[];
const asCondition = "condition";

/** The filters as chips: each can be changed where it stands, dropped, and added from what runs have. */
export function RunsChips({ filter, facets }: { filter: RunsFilter; facets: Facets | undefined }) {
  const [adding, setAdding] = useState<Field | typeof asCondition | null>(null);
  const set = fields.filter((field) => filter.values[field]);
  const open = fields.filter((field) => !filter.values[field] && field !== adding);
  const options = open.map((field) => ({ value: field, label: labels[field] }));
  const done = () => setAdding(null);
  return (
    <>
      {set.map((field) => (
        <FilterChip
          key={field}
          field={labels[field]}
          value={shownValue(field, filter.values[field] ?? "", facets)}
          onRemove={() => void filter.set(field, null)}
        >
          {(close) => <FieldEditor field={field} filter={filter} facets={facets} onDone={close} />}
        </FilterChip>
      ))}
      <Conditions filter={filter} facets={facets} />
      <Span filter={filter} />
      {adding === asCondition && (
        <ConditionEditor
          line=""
          facets={facets}
          onCancel={done}
          onLine={(line) => {
            void filter.setFilter([filter.values.filter, line].filter(Boolean).join(" and "));
            done();
          }}
        />
      )}
      {adding !== null && adding !== asCondition && (
        <FieldEditor field={adding} filter={filter} facets={facets} onDone={done} inline />
      )}
      <AddFilter
        options={[...options, { value: asCondition, label: "metric, param or tag …" }]}
        onAdd={(value) => setAdding(fields.find((field) => field === value) ?? asCondition)}
      />
    </>
  );
}

function shownValue(field: Field, value: string, facets: Facets | undefined): string {
  if (field === "pipeline") return facets?.pipelines.find((each) => each.id === value)?.name ?? value;
  if (field === "commit") return value.slice(0, 7);
  return value.split(",").join(", ");
}

/** The conditions of the one line, a chip each. */
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
      value={asked(condition)}
      onRemove={() => write(texts.filter((_, other) => other !== place))}
    >
      {(close) => (
        <ConditionEditor
          line={texts[place] ?? ""}
          facets={facets}
          onCancel={close}
          onLine={(changed) => {
            write(texts.with(place, changed));
            close();
          }}
        />
      )}
    </FilterChip>
  ));
}

const asked = (condition: Condition) =>
  formatCondition(condition)
    .slice(`${condition.on}.`.length)
    .replace(/^("(?:[^"\\]|\\.)*"|\S+) /, "");

/** A stretch that was drawn over the histogram. */
function Span({ filter }: { filter: RunsFilter }) {
  const { from, to } = filter.values;
  if (!from && !to) return null;
  const said = [from, to].map((at) => (at ? formatDate(at) : "…"));
  return (
    <FilterChip field="time" value={said.join(" – ")} onRemove={() => void filter.setSpan(null, null)} />
  );
}

function FieldEditor(props: {
  field: Field;
  filter: RunsFilter;
  facets: Facets | undefined;
  onDone: () => void;
  inline?: boolean;
}) {
  const { field, filter, facets, onDone, inline } = props;
  const value = filter.values[field] ?? "";
  const choose = (next: string) => {
    void filter.set(field, next || null);
    onDone();
  };
  if (field === "commit")
    return <WordEditor label="commit" value={value} onWord={choose} onCancel={onDone} />;
  if (field === "branch") {
    const hints = facets?.branches ?? [];
    return (
      <WordEditor
        label="branch"
        value={value}
        hints={hints}
        placeholder="main, exp/*"
        onWord={choose}
        onCancel={onDone}
      />
    );
  }
  if (field === "pipeline") {
    const choices = facets?.pipelines.map(({ id, name }) => ({ value: id, label: name })) ?? [];
    return (
      <ChoiceEditor label="pipeline" value={value} choices={choices} onChoose={choose} inline={inline} />
    );
  }
  const words = field === "kind" ? kinds : statuses;
  const choices = words.map((word) => ({ value: word, label: word }));
  return (
    <ChoiceEditor
      label={labels[field]}
      value={value}
      choices={choices}
      several
      onChoose={(next) => void filter.set(field, next || null)}
      onDone={onDone}
      inline={inline}
    />
  );
}
