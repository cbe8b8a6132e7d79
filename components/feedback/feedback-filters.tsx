"use client";

import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { FeedbackStatus } from "@/server/feedback/schema";
import type { Form } from "@/server/forms/schema";
import { statuses } from "./words";

type Value = { status: FeedbackStatus; form: string | null; assignee: string | null };

/** Which of the items are listed: by status, by form, by who looks after them. */
export function FeedbackFilters(props: {
  counts: Partial<Record<FeedbackStatus, number>> | undefined;
  forms: Form[];
  value: Value;
  onChange: (change: Partial<Value>) => void;
}) {
  const { counts, forms, value, onChange } = props;
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
      <Segmented
        label="Status"
        value={value.status}
        options={statuses.map(({ status, title }) => ({
          value: status,
          label: title,
          count: counts?.[status],
        }))}
        onChange={(status) => onChange({ status: status as FeedbackStatus })}
      />
      <span className="ml-auto flex gap-2">
        {forms.length > 1 && (
          <Select
            aria-label="Form"
            value={value.form ?? ""}
            onChange={(event) => onChange({ form: event.target.value || null })}
            options={[
              { value: "", label: "Any form" },
              ...forms.map((f) => ({ value: f.slug, label: f.title })),
            ]}
          />
        )}
        <Select
          aria-label="Assignee"
          value={value.assignee ?? ""}
          onChange={(event) => onChange({ assignee: event.target.value || null })}
          options={[
            { value: "", label: "Anyone" },
            { value: "me", label: "Mine" },
            { value: "nobody", label: "Nobody's" },
          ]}
        />
      </span>
    </div>
  );
}
