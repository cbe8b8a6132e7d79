"use client";

import { X } from "lucide-react";
import { useFieldArray, useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { FieldGroup } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Editor } from "./gate-fields";

const roleOptions = [
  { value: "approver", label: "approvers" },
  { value: "maintainer", label: "maintainers" },
];

/** Why others than owners cannot save a policy that asks nobody. */
export const ownerSetsNoRule = "Only an owner of this installation sets such a policy.";

/** Who must agree. A maintainer counts for an approver; nobody counts twice, and never who asked. */
export function RuleFields({ editor, isOwner }: { editor: Editor; isOwner: boolean }) {
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
          ? `Nobody is asked: a request that passes its gates is carried out at once.${isOwner ? "" : ` ${ownerSetsNoRule}`}`
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
