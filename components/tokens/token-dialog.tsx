"use client";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId } from "react";
import { fieldErrors } from "@/components/shell/field-errors";
import { useTRPC } from "@/components/shell/trpc";
import { useRefreshPeople } from "@/components/shell/use-refresh";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SecretOnce } from "@/components/ui/secret-once";
import { Select } from "@/components/ui/select";

const fields = ["name", "expiresInDays"] as const;
const spans = [
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
  { value: "", label: "never" },
];

/** Makes a token and shows it once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const form = useId();
  const refresh = useRefreshPeople();
  const create = useMutation(trpc.tokens.create.mutationOptions({ onSuccess: refresh }));
  const { of, rest } = fieldErrors(create.error, fields);

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const days = String(given.get("expiresInDays") ?? "");
    create.mutate({ name: String(given.get("name") ?? ""), expiresInDays: days ? Number(days) : null });
  }

  if (create.data) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={`Token ${create.data.name}`}
        footer={
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <SecretOnce
          secret={create.data.token}
          says="Shown this once. Keep it where your other secrets are."
        />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="New token"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={create.isPending}>
            Make token
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="grid gap-4" onSubmit={submit}>
        <Field label="Name" hint="What will use it, such as the pipeline's name." error={of.name}>
          {(control) => <Input {...control} name="name" autoComplete="off" data-autofocus required />}
        </Field>
        <Field label="Ends" error={of.expiresInDays}>
          {(control) => <Select {...control} name="expiresInDays" defaultValue="90" options={spans} />}
        </Field>
        {rest && <ErrorState inline {...rest} />}
      </form>
    </Dialog>
  );
}
