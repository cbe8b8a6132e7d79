"use client";
import { type SubmitEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useHydrated } from "@/components/ui/use-clock";
import { openSession } from "./open-session";
import { SignInFrame } from "./sign-in-frame";

/** Address and password, then on to where the reader wanted to go. */
export function SignIn({ returnTo }: { returnTo: string }) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hydrated = useHydrated();

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      const refused = await openSession(String(given.get("email")), String(given.get("password")));
      // A whole load: what the browser held for nobody is not kept for somebody.
      if (refused === null) window.location.assign(returnTo);
      else {
        setError(refused);
        setBusy(false);
      }
    } catch (thrown) {
      console.error("sign-in did not reach the server", thrown);
      setError("Terrapin did not answer. Try again in a moment.");
      setBusy(false);
    }
  }

  return (
    <SignInFrame title="Sign in">
      {/* Sent before the page's scripts are there, a password must not end up in the address: hence post. */}
      <form method="post" className="grid gap-4" onSubmit={submit}>
        <Field label="E-mail">
          {(control) => (
            <Input
              {...control}
              controlSize="l"
              name="email"
              type="email"
              autoComplete="username"
              required
              autoFocus
            />
          )}
        </Field>
        <Field label="Password">
          {(control) => (
            <Input
              {...control}
              controlSize="l"
              name="password"
              type="password"
              autoComplete="current-password"
              required
            />
          )}
        </Field>
        {error && <ErrorState inline what={error} />}
        <Button type="submit" variant="primary" size="l" disabled={!hydrated} busy={busy}>
          Sign in
        </Button>
        <p className="text-sub text-ink-3">No account? Ask a maintainer of your project for an invitation.</p>
      </form>
    </SignInFrame>
  );
}
