"use client";
import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FieldGroup } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Column, Field } from "@/server/backends/vendor";
import type { Row } from "./field-values";

/** A list of objects, a row each, with an input for each column. */
export function RowsField(props: {
  field: Extract<Field, { input: "rows" }>;
  rows: Row[];
  error?: string;
  onChange: (rows: Row[]) => void;
}) {
  const { field, rows, error, onChange } = props;
  const columns = Object.entries(field.columns);
  const add = () => {
    const id = Math.max(-1, ...rows.map((row) => row.id)) + 1;
    const values = columns.map(([key, column]) => [key, column.input === "choice" ? column.values[0] : ""]);
    onChange([...rows, { id, values: Object.fromEntries(values) }]);
  };
  const set = (id: number, key: string, text: string) =>
    onChange(rows.map((row) => (row.id === id ? { id, values: { ...row.values, [key]: text } } : row)));
  return (
    <FieldGroup label={field.label} hint={field.hint} error={error}>
      <div className="grid gap-2">
        {rows.map((row, index) => (
          <div key={row.id} className="flex gap-2">
            {columns.map(([key, column]) => (
              <Cell
                key={key}
                column={column}
                label={`${column.label} of line ${index + 1}`}
                value={row.values[key] ?? ""}
                onChange={(text) => set(row.id, key, text)}
              />
            ))}
            <IconButton
              label={`Remove line ${index + 1}`}
              onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
            >
              <X size={14} />
            </IconButton>
          </div>
        ))}
        <div>
          <Button size="s" onClick={add}>
            {field.addLabel}
          </Button>
        </div>
      </div>
    </FieldGroup>
  );
}

function Cell(props: { column: Column; label: string; value: string; onChange: (text: string) => void }) {
  const { column, label, value, onChange } = props;
  const ariaLabel = label.charAt(0).toUpperCase() + label.slice(1);
  return column.input === "choice" ? (
    <Select
      aria-label={ariaLabel}
      className="max-w-28"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={column.values.map((each) => ({ value: each, label: each }))}
    />
  ) : (
    <Input
      aria-label={ariaLabel}
      placeholder={column.label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
