"use client";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { CredentialFields } from "./credential-fields";
import type { Change, Draft, Errors } from "./draft";
import { KindRules } from "./kind-rules";
import { about, everyOptions } from "./words";

/** Everything one says about a connection. `stored` when credentials are kept already. */
export function ConnectionFields(props: { draft: Draft; change: Change; errors: Errors; stored: boolean }) {
  const { draft, change, errors, stored } = props;
  const { address, addressHint } = about[draft.vendor];
  return (
    <>
      <Field label="Address" hint={addressHint} error={errors.url}>
        {(control) => (
          <Input
            {...control}
            data-autofocus
            type="url"
            inputMode="url"
            placeholder={address}
            autoComplete="off"
            spellCheck={false}
            value={draft.url}
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Field>
      <CredentialFields draft={draft} change={change} errors={errors} stored={stored} />
      {draft.vendor === "gitlab" ? (
        <Field
          label="GitLab projects"
          hint="One a line, by path such as group/project, or by number."
          error={errors["options.projects"]}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              spellCheck={false}
              className="mono"
              value={draft.projects}
              onChange={(event) => change({ projects: event.target.value })}
            />
          )}
        </Field>
      ) : (
        <Field
          label="Experiments"
          optional
          hint="One a line, by name or id. All when left empty."
          error={errors["options.experiments"]}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              spellCheck={false}
              value={draft.experiments}
              onChange={(event) => change({ experiments: event.target.value })}
            />
          )}
        </Field>
      )}
      {draft.vendor === "gitlab" && (
        <KindRules draft={draft} change={change} error={errors["options.kinds"]} />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" hint="What it is called here." error={errors.name}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Read"
          hint="Only what changed since is asked for."
          error={errors["options.everySeconds"]}
        >
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

/** A pause set by script may be none of ours; it is shown and kept all the same. */
const withOwn = (every: string) =>
  everyOptions.some(({ value }) => value === every)
    ? everyOptions
    : [...everyOptions, { value: every, label: `every ${every} seconds` }];
