"use client";

import { ArrowUp, X } from "lucide-react";
import { Controller, type UseFieldArrayReturn, type UseFormReturn } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { fieldKinds } from "@/server/forms/schema";
import { type Draft, question } from "./form-starter";

const kindNames = {
  rating: "Rating",
  text: "Text",
  choice: "Choice",
  label: "Corrected label",
  prediction: "Prediction id",
} as const;

/** The questions of a form, in the order they are asked. */
export function FormQuestions(props: {
  editor: UseFormReturn<Draft>;
  questions: UseFieldArrayReturn<Draft, "fields">;
}) {
  const { editor, questions } = props;
  const errors = editor.formState.errors.fields;
  const once = ["rating", "label", "prediction"];
  const kinds = questions.fields.map((field) => field.kind as string);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">Questions</legend>
      {errors?.root?.message && (
        <p role="alert" className="text-sub text-bad">
          The form {errors.root.message}.
        </p>
      )}
      <ol className="grid gap-2">
        {questions.fields.map((field, index) => (
          <li key={field.id} className="grid gap-3 rounded-m border border-line p-3">
            <div className="flex items-center gap-2">
              <span className="text-label text-ink-3">{kindNames[field.kind]}</span>
              <span className="ml-auto flex">
                <IconButton
                  label="Move up"
                  disabledReason={index === 0 ? "It is the first" : null}
                  onClick={() => questions.swap(index, index - 1)}
                >
                  <ArrowUp size={16} />
                </IconButton>
                <IconButton
                  label={`Remove the question ${index + 1}`}
                  onClick={() => questions.remove(index)}
                >
                  <X size={16} />
                </IconButton>
              </span>
            </div>
            <div className="grid gap-3 sm:grid-cols-[1fr_180px]">
              <Field label="Question" error={errors?.[index]?.label?.message}>
                {(control) => <Input {...control} {...editor.register(`fields.${index}.label`)} />}
              </Field>
              <Field label="Key" hint="its name in exports" error={errors?.[index]?.key?.message}>
                {(control) => (
                  <Input {...control} {...editor.register(`fields.${index}.key`)} className="mono" />
                )}
              </Field>
            </div>
            {(field.kind === "choice" || field.kind === "label") && <Options editor={editor} index={index} />}
            <Checkbox label="An answer is needed" {...editor.register(`fields.${index}.required`)} />
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        {fieldKinds.map((kind) => (
          <Button
            key={kind}
            size="s"
            disabledReason={once.includes(kind) && kinds.includes(kind) ? "A form asks for it once" : null}
            onClick={() =>
              questions.append(
                question(
                  kind,
                  questions.fields.map((f) => f.key),
                ),
              )
            }
          >
            + {kindNames[kind]}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

function Options({ editor, index }: { editor: UseFormReturn<Draft>; index: number }) {
  const name = `fields.${index}.options` as const;
  return (
    <Controller
      control={editor.control}
      name={name}
      render={({ field, fieldState }) => (
        <Field
          label="Options"
          hint="separated by commas"
          error={fieldState.error?.message ?? (fieldState.error ? "takes at least two options" : undefined)}
        >
          {(control) => (
            <Input
              {...control}
              defaultValue={Array.isArray(field.value) ? field.value.join(", ") : ""}
              onChange={(event) =>
                field.onChange(
                  event.target.value
                    .split(",")
                    .map((option) => option.trim())
                    .filter(Boolean),
                )
              }
            />
          )}
        </Field>
      )}
    />
  );
}
