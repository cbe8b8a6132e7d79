"use client";

import { useState } from "react";
import { paths } from "@/components/shell/paths";
import { useSearchText } from "@/components/shell/use-search-text";
import { buttonClass } from "@/components/ui/button";
import { AddFilter, FilterChip } from "@/components/ui/filter-chips";
import { formatDate } from "@/components/ui/format-time";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { visibleText } from "@/components/ui/visible-text";
import type { FeedbackStatus } from "@/server/feedback/schema";
import type { Form } from "@/server/forms/schema";
import { type FeedbackView, statusOf } from "./search-params";
import { countIn, views } from "./words";

/** What narrows the list beside the status. A field that is null does not. */
export type Narrowing = {
  q: string;
  form: string | null;
  model: string | null;
  version: string | null;
  tag: string | null;
  assignee: string | null;
  complaint: "true" | "false" | null;
  from: string | null;
};
export type FeedbackFilter = Narrowing & { status: FeedbackView };

/** Nothing narrows the list but the status. */
export const noNarrowing: Narrowing = {
  q: "",
  form: null,
  model: null,
  version: null,
  tag: null,
  assignee: null,
  complaint: null,
  from: null,
};

/** Whether anything but the status narrows the list. */
export const isNarrowed = ({ q, form, model, version, tag, assignee, complaint, from }: Narrowing): boolean =>
  [q || null, form, model, version, tag, assignee, complaint, from].some((value) => value !== null);

/** What the reader narrows by; a time comes only with a link. */
type Field = Exclude<keyof Narrowing, "q" | "from">;
const labels: Record<Field, string> = {
  complaint: "kind",
  form: "form",
  model: "model",
  version: "version",
  tag: "tag",
  assignee: "assignee",
};

/** Which of the items are listed: by status, by words, and by what they are about. */
export function FeedbackFilters(props: {
  counts: Partial<Record<FeedbackStatus, number>> | undefined;
  forms: Form[];
  /** Tags of the items in sight, offered while a tag is typed. */
  tags: string[];
  project: string | undefined;
  value: FeedbackFilter;
  onChange: (change: Partial<FeedbackFilter>) => void;
}) {
  const { counts, forms, tags, project, value, onChange } = props;
  const { field: search } = useSearchText();
  const [adding, setAdding] = useState<Field | null>(null);
  const fields = Object.keys(labels) as Field[];
  const shown = fields.filter((field) => value[field] !== null || field === adding);
  const choices: Record<Field, { value: string; label: string }[] | null> = {
    complaint: [
      { value: "true", label: "Complaints" },
      { value: "false", label: "No complaints" },
    ],
    form: forms.map((form) => ({ value: form.slug, label: form.title })),
    model: [...new Set(forms.map((form) => form.model))].map((model) => ({
      value: model,
      label: visibleText(model),
    })),
    version: null,
    tag: null,
    assignee: [
      { value: "me", label: "Mine" },
      { value: "nobody", label: "Nobody's" },
    ],
  };
  return (
    <search aria-label="Filters" className="grid gap-2 border-b border-line px-3 py-2">
      <div className="flex items-center gap-2">
        <Segmented
          label="Status"
          value={value.status}
          options={views.map(({ view, title, of }) => ({
            value: view,
            label: title,
            count: counts && countIn(of, counts),
          }))}
          onChange={(view) => onChange({ status: view as FeedbackView })}
        />
      </div>
      <div className="flex items-center gap-2">
        <Input type="search" aria-label="Search feedback" placeholder="Search" maxLength={200} {...search} />
        <AddFilter
          options={fields
            .filter((field) => !shown.includes(field) && choices[field]?.length !== 0)
            .map((field) => ({ value: field, label: labels[field] }))}
          onAdd={(field) => {
            const [first] = choices[field as Field] ?? [];
            if (first) onChange({ [field]: first.value } as Partial<Narrowing>);
            else setAdding(field as Field);
          }}
        />
        <a
          href={paths.feedbackExport({ ...value, status: statusOf(value.status), project, format: "csv" })}
          download
          className={buttonClass({})}
          title="Download the listed items as CSV"
        >
          Export
        </a>
      </div>
      {(shown.length > 0 || value.from) && (
        <div className="flex flex-wrap items-center gap-1.5">
          {value.from && (
            <FilterChip
              field="sent since"
              value={formatDate(value.from, "UTC")}
              onRemove={() => onChange({ from: null })}
            />
          )}
          {shown.map((field) => (
            <FilterChip
              key={field}
              field={labels[field]}
              value={
                choices[field]?.find((choice) => choice.value === value[field])?.label ??
                value[field] ??
                "any"
              }
              onRemove={() => {
                setAdding(null);
                onChange({ [field]: null } as Partial<Narrowing>);
              }}
            >
              {(close) => (
                <div className="w-56 p-2">
                  <FieldEditor
                    field={field}
                    choices={choices[field]}
                    suggestions={field === "tag" ? tags : []}
                    value={value[field]}
                    onChange={(next) => onChange({ [field]: next } as Partial<Narrowing>)}
                    close={close}
                  />
                </div>
              )}
            </FilterChip>
          ))}
        </div>
      )}
    </search>
  );
}

function FieldEditor(props: {
  field: Field;
  choices: { value: string; label: string }[] | null;
  suggestions: string[];
  value: string | null;
  onChange: (value: string | null) => void;
  close: () => void;
}) {
  const { field, choices, suggestions, value, onChange, close } = props;
  const [text, setText] = useState(value ?? "");
  if (choices) {
    return (
      <Select
        data-autofocus
        aria-label={labels[field]}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || null)}
        options={[{ value: "", label: "any" }, ...choices]}
      />
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text.trim() || null);
        close();
      }}
    >
      <Input
        data-autofocus
        aria-label={labels[field]}
        placeholder={field === "version" ? "12" : "a tag"}
        list={`feedback-${field}`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <datalist id={`feedback-${field}`}>
        {suggestions.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </form>
  );
}
