"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { Field as VendorField } from "@/server/backends/vendor";
import { type FieldValue, isOptional, rowsOf } from "./field-values";
import { RowsField } from "./rows-field";

/** One field of a vendor, drawn by its kind of input. */
export function FormField(props: {
  field: VendorField;
  value: FieldValue | undefined;
  error?: string;
  /** Whether to mark the field where it is optional. */
  markOptional?: boolean;
  onChange: (value: FieldValue) => void;
}) {
  const { field, value, error, markOptional, onChange } = props;
  const { label, hint, placeholder } = field;
  if (field.input === "rows")
    return <RowsField field={field} rows={rowsOf(value)} error={error} onChange={onChange} />;
  if (field.input === "checkbox") {
    return (
      <Checkbox
        label={label}
        hint={hint}
        checked={value === true}
        onChange={({ target }) => onChange(target.checked)}
      />
    );
  }
  const text = typeof value === "string" ? value : "";
  return (
    <Field label={label} hint={hint} error={error} optional={markOptional && isOptional(field)}>
      {(control) =>
        field.input === "lines" ? (
          <Textarea
            {...control}
            rows={3}
            spellCheck={false}
            className="mono"
            placeholder={placeholder}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <Input
            {...control}
            type={field.input === "secret" ? "password" : "text"}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
