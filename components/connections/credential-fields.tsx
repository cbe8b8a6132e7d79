"use client";
import { Field, FieldGroup } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import type { Change, Draft, Errors } from "./draft";
import { about } from "./words";

const ways = {
  keep: "The stored ones",
  none: "None",
  token: "Token",
  password: "User name and password",
} as const;

const isWay = (value: string): value is Draft["how"] => value in ways;

/** How we sign in over there. What is stored is never shown again, only kept, replaced or removed. */
export function CredentialFields(props: { draft: Draft; change: Change; errors: Errors; stored: boolean }) {
  const { draft, change, errors, stored } = props;
  const offered: Draft["how"][] = [
    ...(stored ? (["keep"] as const) : []),
    "none",
    "token",
    ...(draft.vendor === "mlflow" ? (["password"] as const) : []),
  ];
  return (
    <FieldGroup
      label="Credentials"
      hint="Kept encrypted, and never sent to a browser again."
      error={errors.credentials}
    >
      <Segmented
        label="Credentials"
        value={draft.how}
        options={offered.map((value) => ({ value, label: ways[value] }))}
        onChange={(how) => isWay(how) && change({ how })}
      />
      {draft.how === "token" && (
        <div className="mt-3">
          <Field label="Token" hint={about[draft.vendor].tokenHint} error={errors["credentials.token"]}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="off"
                spellCheck={false}
                value={draft.token}
                onChange={(event) => change({ token: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
      {draft.how === "password" && (
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <Field label="User name" error={errors["credentials.username"]}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                spellCheck={false}
                value={draft.username}
                onChange={(event) => change({ username: event.target.value })}
              />
            )}
          </Field>
          <Field label="Password" error={errors["credentials.password"]}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="off"
                value={draft.password}
                onChange={(event) => change({ password: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </FieldGroup>
  );
}
