"use client";

import { X } from "lucide-react";
import { type UseFormReturn, useFieldArray, useWatch } from "react-hook-form";
import type { z } from "zod";
import { Button } from "@/components/ui/button";
import { FieldGroup } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { directionWords } from "@/server/gates/words";
import type { Draft, draft } from "./draft";

export type Editor = UseFormReturn<Draft, unknown, z.output<typeof draft>>;

const kindOptions = [
  { value: "beatsChampionBy", label: "beats the champion by" },
  { value: "atLeast", label: "is at least" },
  { value: "atMost", label: "is at most" },
];

/** The gates: a metric each, against a bound or against the champion. All must pass. */
export function GateFields({ editor, metrics }: { editor: Editor; metrics: readonly string[] }) {
  const { fields, append, remove } = useFieldArray({ control: editor.control, name: "gates" });
  const errors = editor.formState.errors.gates;
  const gates = useWatch({ control: editor.control, name: "gates" });
  return (
    <FieldGroup
      label="Gates"
      hint="All must pass before anybody is asked. A metric that is missing or NaN does not pass."
    >
      <datalist id="policy-metrics">
        {metrics.map((metric) => (
          <option key={metric} value={metric} />
        ))}
      </datalist>
      <div className="grid gap-2">
        {fields.map((field, index) => {
          const wrong = errors?.[index];
          const metric = gates[index]?.metric ?? "";
          return (
            <div key={field.id}>
              <div className="grid grid-cols-[1fr_96px_auto] items-center gap-2 sm:grid-cols-[1fr_200px_96px_auto]">
                <Input
                  {...editor.register(`gates.${index}.metric`)}
                  list="policy-metrics"
                  aria-label={`Metric of gate ${index + 1}`}
                  aria-invalid={wrong?.metric ? true : undefined}
                  placeholder="recall"
                  className="max-sm:col-span-2"
                />
                <Select
                  {...editor.register(`gates.${index}.kind`)}
                  aria-label={`Condition of gate ${index + 1}`}
                  options={kindOptions}
                />
                <Input
                  {...editor.register(`gates.${index}.bound`)}
                  inputMode="decimal"
                  aria-label={`Bound of gate ${index + 1}`}
                  aria-invalid={wrong?.bound ? true : undefined}
                  placeholder="0.005"
                  className="num"
                />
                <span className="max-sm:col-start-3 max-sm:row-start-1">
                  <IconButton label={`Remove gate ${index + 1}`} onClick={() => remove(index)}>
                    <X size={14} />
                  </IconButton>
                </span>
              </div>
              {wrong ? (
                <p role="alert" className="mt-0.5 text-sub text-bad">
                  {wrong.metric && `The metric ${wrong.metric.message}. `}
                  {wrong.bound && `The bound ${wrong.bound.message}.`}
                </p>
              ) : (
                gates[index]?.kind === "beatsChampionBy" &&
                metric && (
                  <p className="mt-0.5 text-sub text-ink-3">
                    {directionWords(metric)}; negative allows a loss
                  </p>
                )
              )}
            </div>
          );
        })}
        <div>
          <Button size="s" onClick={() => append({ metric: "", kind: "beatsChampionBy", bound: "" })}>
            Add gate
          </Button>
        </div>
      </div>
    </FieldGroup>
  );
}

const roleOptions = [
  { value: "approver", label: "approvers" },
  { value: "maintainer", label: "maintainers" },
];

/** Who must agree. A maintainer counts for an approver; nobody counts twice, and never who asked. */
export function RuleFields({ editor }: { editor: Editor }) {
  const { fields, append, remove } = useFieldArray({ control: editor.control, name: "rules" });
  const rules = useWatch({ control: editor.control, name: "rules" });
  const errors = editor.formState.errors.rules;
  const free = (["approver", "maintainer"] as const).find(
    (role) => !rules.some((rule) => rule.role === role),
  );
  return (
    <FieldGroup
      label="Approvals"
      hint={
        fields.length === 0
          ? "Nobody is asked: a request that passes its gates is carried out at once."
          : "A maintainer counts for an approver. Nobody counts twice, and who asks never counts."
      }
    >
      <div className="grid gap-2">
        {fields.map((field, index) => {
          const wrong = errors?.[index];
          return (
            <div key={field.id}>
              <div className="grid grid-cols-[64px_176px_auto] items-center justify-start gap-2">
                <Input
                  {...editor.register(`rules.${index}.count`)}
                  inputMode="numeric"
                  aria-label={`How many of rule ${index + 1}`}
                  aria-invalid={wrong?.count ? true : undefined}
                  className="num"
                />
                <Select
                  {...editor.register(`rules.${index}.role`)}
                  aria-label={`Role of rule ${index + 1}`}
                  options={roleOptions}
                />
                <IconButton label={`Remove rule ${index + 1}`} onClick={() => remove(index)}>
                  <X size={14} />
                </IconButton>
              </div>
              {wrong?.count && (
                <p role="alert" className="mt-0.5 text-sub text-bad">
                  The number {wrong.count.message}.
                </p>
              )}
            </div>
          );
        })}
        {free && (
          <div>
            <Button size="s" onClick={() => append({ role: free, count: 1 })}>
              Add {free}s
            </Button>
          </div>
        )}
      </div>
    </FieldGroup>
  );
}
