"use client";
import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { fieldErrors } from "@/components/shell/field-errors";
import { useTRPC } from "@/components/shell/trpc";
import { useRefreshPeople } from "@/components/shell/use-refresh";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { openSession } from "./open-session";

export function NameForm({ name }: { name: string }) {
  const trpc = useTRPC();
  const refresh = useRefreshPeople();
  const rename = useMutation(
    trpc.account.rename.mutationOptions({
      onSuccess: async () => {
        await refresh();
        toast({ text: "Your name is changed", tone: "ok" });
      },
    }),
  );
  const { of, rest } = fieldErrors(rename.error, ["name"]);
  return (
    <form
      method="post"
      noValidate
      className="grid gap-3"
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        rename.mutate({ name: String(new FormData(event.currentTarget).get("name") ?? "") });
      }}
    >
      <Field
        label="Your name"
        hint="Beside your decisions and comments. What is recorded already keeps the old one."
        error={of.name}
      >
        {(control) => <Input {...control} name="name" autoComplete="name" defaultValue={name} />}
      </Field>
      {rest && <ErrorState inline {...rest} />}
      <div>
        <Button type="submit" busy={rename.isPending}>
          Save name
        </Button>
      </div>
    </form>
  );
}

/** Changing it ends every session of the account; this one is begun again with the new password. */
export function PasswordForm({ email }: { email: string }) {
  const trpc = useTRPC();
  const change = useMutation(
    trpc.account.changePassword.mutationOptions({
      onSuccess: async (_, { next }) => {
        const refused = await openSession(email, next);
        if (refused) window.location.reload();
        else toast({ text: "Your password is changed, and your other sessions have ended", tone: "ok" });
      },
    }),
  );
  const { of, rest } = fieldErrors(change.error, ["current", "next"], { FORBIDDEN: "current" });

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const text = (name: string) => String(given.get(name) ?? "");
    const passwords = { current: text("current"), next: text("next") };
    change.mutate({ ...passwords, endTokens: given.has("endTokens") }, { onSuccess: () => form.reset() });
  }

  return (
    <form method="post" noValidate className="grid gap-3" onSubmit={submit}>
      {/* Tells password managers whose password it is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <Field label="Current password" error={of.current}>
        {(control) => <Input {...control} name="current" type="password" autoComplete="current-password" />}
      </Field>
      <Field label="New password" hint="At least 12 characters. Your sessions elsewhere end." error={of.next}>
        {(control) => <Input {...control} name="next" type="password" autoComplete="new-password" />}
      </Field>
      <Checkbox
        name="endTokens"
        label="End my tokens too"
        hint="If somebody else may know the password. What uses a token stops until it has a new one."
      />
      {rest && <ErrorState inline {...rest} />}
      <div>
        <Button type="submit" busy={change.isPending}>
          Change password
        </Button>
      </div>
    </form>
  );
}
