"use client";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { vendorOf } from "@/server/backends/vendors";
import { CredentialFields } from "./credential-fields";
import type { Change, Draft, Errors } from "./draft";
import { FormField } from "./form-field";
import { everyOptions, everyWords } from "./words";

/** The fields of a connection, drawn from what its vendor says of itself. */
export function ConnectionFields(props: {
  draft: Draft;
  change: Change;
  errors: Errors;
  hasStored: boolean;
}) {
  const { draft, change, errors, hasStored } = props;
  const { address, options } = vendorOf(draft.vendor);
  return (
    <>
      <Field label="Address" hint={address.hint} error={errors.url}>
        {(control) => (
          <Input
            {...control}
            data-autofocus
            type="url"
            inputMode="url"
            placeholder={address.placeholder}
            autoComplete="off"
            spellCheck={false}
            value={draft.url}
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Field>
      <CredentialFields draft={draft} change={change} errors={errors} hasStored={hasStored} />
      {Object.entries(options).map(([key, field]) => (
        <FormField
          key={key}
          field={field}
          value={draft.options[key]}
          error={errors[`options.${key}`]}
          markOptional
          onChange={(value) => change({ options: { ...draft.options, [key]: value } })}
        />
      ))}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" hint="What it is called in Terrapin." error={errors.name}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Read" hint="Each time, only what changed." error={errors["options.everySeconds"]}>
          {(control) => (
            <Select
              {...control}
              value={draft.every}
              onChange={(event) => change({ every: event.target.value })}
              options={withOwn(draft.every)}
            />
          )}
        </Field>
      </div>
    </>
  );
}

/** Adds the stored pause where it is none of the usual ones. */
const withOwn = (every: string) =>
  everyOptions.some(({ value }) => value === every)
    ? everyOptions
    : [...everyOptions, { value: every, label: everyWords(Number(every)) }];
