"use client";

import { X } from "lucide-react";
import { Controller, type UseFormReturn, useFieldArray, useWatch } from "react-hook-form";
import type { z } from "zod";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { FieldGroup } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SuggestInput } from "@/components/ui/suggest-input";
import { type Draft, type draft, emptyGate, gateFormOf, gateForms, withForm } from "./draft";

export type Editor = UseFormReturn<Draft, unknown, z.output<typeof draft>>;

const conditions = gateForms.map(({ key, label }) => ({ value: key, label }));

/** Whose numbers a gate accepts. Who is judged could send numbers by API: that is a decision. */
const sourceOptions = [
  { value: "", label: "of the registry only" },
  { value: "registry,api", label: "of the registry, else sent by API" },
  { value: "api", label: "sent by API only" },
];

/** The gates, a row each. What a row holds is what the kind of its gate states. All must pass. */
export function GateFields({ editor, metrics }: { editor: Editor; metrics: readonly string[] }) {
  const { fields, append, remove } = useFieldArray({ control: editor.control, name: "gates" });
  const addGate = () => {
    const gate = emptyGate();
    const [first] = Object.keys(gateFormOf(gate.form)?.fields ?? {});
    append(gate, { focusName: `gates.${fields.length}.values.${first}` });
  };
  return (
    <FieldGroup
      label="Gates"
      hint="All must pass before anybody is asked. A metric that is missing or NaN does not pass."
    >
      <div className="grid gap-2">
        {fields.map((field, index) => (
          <GateRow
            key={field.id}
            editor={editor}
            index={index}
            metrics={metrics}
            onRemove={() => remove(index)}
          />
        ))}
        <div>
          <Button size="s" onClick={addGate}>
            Add gate
          </Button>
        </div>
      </div>
    </FieldGroup>
  );
}

function GateRow(props: { editor: Editor; index: number; metrics: readonly string[]; onRemove: () => void }) {
  const { editor, index, metrics, onRemove } = props;
  const gate = useWatch({ control: editor.control, name: `gates.${index}` });
  const form = gateFormOf(gate.form);
  const errors = editor.formState.errors.gates?.[index]?.values;
  const of = `of gate ${index + 1}`;
  const fields = Object.entries(form?.fields ?? {});
  const metricFields = fields.filter(([, { control }]) => control === "metric");
  const numberFields = fields.filter(([, { control }]) => control === "number");
  const messages = fields.flatMap(([name, { label }]) => {
    const message = errors?.[name]?.message;
    return message ? [`The ${label.toLowerCase()} ${message}.`] : [];
  });
  const hint = form?.hint?.(gate.values);
  const choose = (key: string) => {
    const next = withForm(gate, key);
    editor.setValue(`gates.${index}.form`, next.form);
    editor.setValue(`gates.${index}.values`, next.values);
    editor.clearErrors(`gates.${index}`);
  };
  return (
    <div>
      <div className="grid grid-cols-[1fr_96px_auto] items-center gap-2 sm:grid-cols-[1fr_200px_96px_auto]">
        {metricFields.map(([name, { label, placeholder }]) => (
          <span key={name} className="max-sm:col-span-2">
            <Controller
              control={editor.control}
              name={`gates.${index}.values.${name}`}
              render={({ field }) => (
                <SuggestInput
                  {...field}
                  value={field.value ?? ""}
                  suggestions={metrics}
                  aria-label={`${label} ${of}`}
                  aria-invalid={errors?.[name] ? true : undefined}
                  placeholder={placeholder}
                />
              )}
            />
          </span>
        ))}
        <Select
          aria-label={`Condition ${of}`}
          value={gate.form}
          onChange={(event) => choose(event.target.value)}
          options={conditions}
          className={cx(
            metricFields.length === 0 && (numberFields.length === 0 ? "sm:col-span-3" : "sm:col-span-2"),
            numberFields.length === 0 && "max-sm:col-span-2",
          )}
        />
        {numberFields.map(([name, { label, placeholder }]) => (
          <Input
            key={name}
            {...editor.register(`gates.${index}.values.${name}`)}
            inputMode="decimal"
            aria-label={`${label} ${of}`}
            aria-invalid={errors?.[name] ? true : undefined}
            placeholder={placeholder}
            className="num"
          />
        ))}
        <span className="max-sm:col-start-3 max-sm:row-start-1">
          <IconButton label={`Remove gate ${index + 1}`} onClick={onRemove}>
            <X size={14} />
          </IconButton>
        </span>
      </div>
      {metricFields.length > 0 && (
        <div className="mt-1 flex items-center gap-2 text-sub text-ink-3">
          accepts numbers
          <span className="w-64">
            <Select
              {...editor.register(`gates.${index}.values.sources`)}
              aria-label={`Accepted sources ${of}`}
              options={sourceOptions}
            />
          </span>
        </div>
      )}
      {messages.length > 0 ? (
        <p role="alert" className="mt-0.5 text-sub text-bad">
          {messages.join(" ")}
        </p>
      ) : (
        hint && <p className="mt-0.5 text-sub text-ink-3">{hint}</p>
      )}
    </div>
  );
}
