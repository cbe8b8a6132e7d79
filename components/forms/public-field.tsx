"use client";

import { Field, FieldGroup } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { FormField } from "@/server/forms/schema";

export type Answer = string | number;

/** Up to this many options stand side by side; more become a list. */
const sideBySide = 5;

/** One question of a public form. */
export function PublicField(props: {
  field: FormField;
  value: Answer;
  error?: string;
  onChange: (value: Answer) => void;
}) {
  const { field, value, error, onChange } = props;
  const label = (
    <>
      {field.label} {!field.required && <span className="text-sub font-normal text-ink-3">optional</span>}
    </>
  );
  const common = { label, hint: field.hint, error };
  switch (field.kind) {
    case "rating": {
      const options = Array.from({ length: field.max }, (_, i) => ({
        value: String(i + 1),
        label: String(i + 1),
      }));
      return (
        <FieldGroup {...common}>
          <Segmented
            size="l"
            label={field.label}
            value={value === "" ? null : String(value)}
            options={options}
            onChange={(chosen) => onChange(Number(chosen))}
          />
        </FieldGroup>
      );
    }
    case "choice":
    case "label": {
      const options = field.options.map((option) => ({ value: option, label: option }));
      if (options.length <= sideBySide) {
        return (
          <FieldGroup {...common}>
            <Segmented
              size="l"
              label={field.label}
              value={String(value) || null}
              options={options}
              onChange={onChange}
            />
          </FieldGroup>
        );
      }
      return (
        <Field {...common}>
          {(control) => (
            <Select
              {...control}
              controlSize="l"
              value={String(value)}
              onChange={(event) => onChange(event.target.value)}
              options={[{ value: "", label: "Choose one" }, ...options]}
            />
          )}
        </Field>
      );
    }
    case "text":
      return (
        <Field {...common}>
          {(control) => (
            <Textarea
              {...control}
              controlSize="l"
              rows={4}
              dir="auto"
              maxLength={field.maxLength}
              value={String(value)}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      );
    case "prediction":
      return (
        <Field {...common}>
          {(control) => (
            <Input
              {...control}
              controlSize="l"
              className="mono"
              maxLength={200}
              value={String(value)}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      );
  }
}
