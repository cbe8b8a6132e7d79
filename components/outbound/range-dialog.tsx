"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useId } from "react";
import { fieldErrors } from "@/components/shell/field-errors";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

const fields = ["range", "note"] as const;

/** Opens a private range to connections. */
export function RangeDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const form = useId();
  const client = useQueryClient();
  const open = useMutation(
    trpc.outbound.open.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.outbound.pathFilter()).then(onClose),
    }),
  );
  const { of, rest } = fieldErrors(open.error, fields, { BAD_REQUEST: "range", CONFLICT: "range" });

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    open.mutate({ range: String(given.get("range") ?? ""), note: String(given.get("note") ?? "") });
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Open a range"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={open.isPending}>
            Open range
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="grid gap-4" onSubmit={submit}>
        <Field
          label="Range"
          hint="Private addresses in CIDR notation, such as 10.20.0.0/16, or one address. As small as it can be: every maintainer may then connect to whatever is there."
          error={of.range}
        >
          {(control) => (
            <Input
              {...control}
              name="range"
              autoComplete="off"
              spellCheck={false}
              className="mono"
              data-autofocus
              required
            />
          )}
        </Field>
        <Field label="What is there" hint="Such as: the tracking server." error={of.note}>
          {(control) => <Input {...control} name="note" autoComplete="off" />}
        </Field>
        {rest && <ErrorState inline {...rest} />}
      </form>
    </Dialog>
  );
}
