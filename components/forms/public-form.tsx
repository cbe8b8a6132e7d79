"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import type { PublicForm as Form } from "@/server/forms/schema";
import { type Answer, PublicField } from "./public-field";

/** A key of this filling-in, so that a second press, or a retry after a lost answer, makes no second report. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/**
 * The form a stranger fills in, thumb-sized.
 * @param given answers that came in the address, such as the prediction id an application links with
 * @param predicted what the model had said, where the address tells it
 */
export function PublicForm(props: { form: Form; given: Record<string, string>; predicted?: string }) {
  const { form, given, predicted } = props;
  const trpc = useTRPC();
  const [answers, setAnswers] = useState<Record<string, Answer>>(given);
  const [missing, setMissing] = useState<string[]>([]);
  const key = useRef<string | null>(null);
  const send = useMutation(trpc.feedback.fillIn.mutationOptions());

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const empty = form.fields
      .filter((f) => f.required && !String(answers[f.key] ?? "").trim())
      .map((f) => f.key);
    setMissing(empty);
    if (empty.length > 0) {
      document.getElementById(`field-${empty[0]}`)?.scrollIntoView({ block: "center" });
      return;
    }
    key.current ??= newKey();
    send.mutate({ slug: form.slug, answers, predicted, idempotencyKey: key.current });
  };

  if (send.isSuccess)
    return (
      <Thanks
        again={() => {
          key.current = null;
          setAnswers(given);
          send.reset();
        }}
      />
    );
  return (
    <main>
      <form onSubmit={submit} noValidate className="flex min-h-dvh flex-col">
        <div className="mx-auto w-full max-w-[480px] flex-1 px-5 pt-10 pb-6">
          <h1 className="text-title font-semibold" dir="auto">
            {form.title}
          </h1>
          {form.intro && (
            <p className="mt-2 whitespace-pre-wrap text-lead text-ink-2" dir="auto">
              {form.intro}
            </p>
          )}
          {predicted && (
            <p className="mt-3 text-lead text-ink-2">
              The model said{" "}
              <b className="font-medium text-ink" dir="auto">
                {predicted}
              </b>
              .
            </p>
          )}
          <div className="mt-5 grid gap-5">
            {form.fields.map((field) => (
              <div key={field.key} id={`field-${field.key}`}>
                <PublicField
                  field={field}
                  value={answers[field.key] ?? ""}
                  error={missing.includes(field.key) ? "This one is needed." : undefined}
                  onChange={(value) => {
                    setAnswers((now) => ({ ...now, [field.key]: value }));
                    setMissing((keys) => keys.filter((key) => key !== field.key));
                  }}
                />
              </div>
            ))}
          </div>
          {send.isError && (
            <div className="mt-5">
              <ErrorState {...errorText(send.error)} inline />
            </div>
          )}
        </div>
        <div className="sticky bottom-0 border-t border-line bg-surface px-4 pt-3 pb-5">
          <div className="mx-auto max-w-[480px]">
            <Button type="submit" variant="primary" size="l" busy={send.isPending} className="w-full">
              Send report
            </Button>
          </div>
        </div>
      </form>
    </main>
  );
}

function Thanks({ again }: { again: () => void }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-[480px] content-center px-5">
      <div role="status" className="grid justify-items-start gap-4">
        <h1 className="text-title font-semibold">Your report was sent</h1>
        <p className="text-lead text-ink-2">
          It goes to the people who look after the model. You can close this page.
        </p>
        <Button size="l" onClick={again}>
          Send another
        </Button>
      </div>
    </main>
  );
}
