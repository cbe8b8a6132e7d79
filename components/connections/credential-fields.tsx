"use client";
import { FieldGroup } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { vendorOf } from "@/server/backends/vendors";
import { anonymous, type Change, type Draft, type Errors, stored } from "./draft";
import { FormField } from "./form-field";

/** How Terrapin signs in. Stored credentials are never shown: they are kept, replaced or removed. */
export function CredentialFields(props: {
  draft: Draft;
  change: Change;
  errors: Errors;
  hasStored: boolean;
}) {
  const { draft, change, errors, hasStored } = props;
  const { fields, methods } = vendorOf(draft.vendor).credentials;
  const method = methods.find(({ label }) => label === draft.signIn);
  return (
    <FieldGroup
      label="Credentials"
      hint={draft.signIn !== anonymous && "Stored encrypted, and never sent to a browser."}
      error={errors.credentials}
    >
      <Segmented
        label="Credentials"
        value={draft.signIn}
        options={[
          ...(hasStored ? [{ value: stored, label: "Keep the stored ones" }] : []),
          { value: anonymous, label: "None" },
          ...methods.map(({ label }) => ({ value: label, label })),
        ]}
        onChange={(signIn) => change({ signIn })}
      />
      {method && (
        <div className={`mt-3 grid gap-4 ${method.fields.length > 1 ? "sm:grid-cols-2" : ""}`}>
          {method.fields.map((key) => {
            const field = fields[key];
            return (
              field && (
                <FormField
                  key={key}
                  field={field}
                  value={draft.credentials[key]}
                  error={errors[`credentials.${key}`]}
                  onChange={(value) => change({ credentials: { ...draft.credentials, [key]: value } })}
                />
              )
            );
          })}
        </div>
      )}
    </FieldGroup>
  );
}
