"use client";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { fieldErrors } from "@/components/shell/field-errors";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { useHydrated } from "@/components/ui/use-clock";
import type { InvitationPreview } from "@/server/people/invitations/schema";
import { openSession } from "./open-session";

const fields = ["account.name", "account.email", "account.password"] as const;

/** The account an invitation makes; then straight into the workspace. */
export function NewAccount({ token, invitation }: { token: string; invitation: InvitationPreview }) {
  const trpc = useTRPC();
  const accept = useMutation(trpc.invitations.accept.mutationOptions());
  const [entering, setEntering] = useState(false);
  const hydrated = useHydrated();
  const { of, rest } = fieldErrors(accept.error, fields);

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "");
    const account = {
      name: text("name"),
      email: invitation.email ?? text("email"),
      password: text("password"),
    };
    accept.mutate(
      { token, account },
      {
        onSuccess: async ({ email, project }) => {
          setEntering(true);
          const entered = await openSession(email, account.password).catch((error: unknown) => error);
          // The account stands; where the sign-in did not come through, its page says why.
          window.location.assign(entered === null ? paths.overview({ project }) : paths.signIn());
        },
      },
    );
  }

  return (
    <form method="post" noValidate className="grid gap-4" onSubmit={submit}>
      <Field label="Your name" hint="Beside your decisions and comments." error={of["account.name"]}>
        {(control) => (
          <Input {...control} controlSize="l" name="name" autoComplete="name" required autoFocus />
        )}
      </Field>
      <Field label="E-mail" error={of["account.email"]}>
        {(control) => (
          <Input
            {...control}
            controlSize="l"
            name="email"
            type="email"
            autoComplete="username"
            required
            readOnly={invitation.email !== null}
            defaultValue={invitation.email ?? ""}
          />
        )}
      </Field>
      <Field label="Password" hint="At least 12 characters." error={of["account.password"]}>
        {(control) => (
          <Input
            {...control}
            controlSize="l"
            name="password"
            type="password"
            autoComplete="new-password"
            required
          />
        )}
      </Field>
      {rest && <ErrorState inline {...rest} />}
      <Button
        type="submit"
        variant="primary"
        size="l"
        disabled={!hydrated}
        busy={accept.isPending || entering}
      >
        Make account
      </Button>
      {!invitation.owner && (
        <p className="text-sub text-ink-3">
          Already have one?{" "}
          <Link className="text-accent underline" href={paths.signIn(`/invitations/${token}`)}>
            Sign in first
          </Link>
        </p>
      )}
    </form>
  );
}
