"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/components/shell/field-errors";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import type { Connection } from "@/server/connections/schema";
import { ConnectionFields } from "./connection-fields";
import { type Draft, draftOf, fieldPaths, toInput } from "./draft";
import { TestOutcome } from "./test-outcome";

/** Another name, address, credentials or choice of what is read; tested before it is stored. */
export function EditDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const form = useId();
  const { id, vendor } = connection;
  const [draft, setDraft] = useState(() => draftOf(connection));
  const tried = useMutation(trpc.connections.tryOut.mutationOptions());
  const update = useMutation(
    trpc.connections.update.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.connections.pathFilter());
        onClose();
      },
    }),
  );
  const { of, rest } = fieldErrors(update.error ?? tried.error, fieldPaths(vendor), { CONFLICT: "name" });

  function change(values: Partial<Draft>) {
    setDraft({ ...draft, ...values });
    if (!("name" in values)) tried.reset();
    update.reset();
  }

  function test() {
    const { name: _unused, ...input } = toInput(draft);
    tried.mutate({ ...input, id });
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const { name, url, credentials, options } = toInput(draft);
    update.mutate({ id, name, url, credentials, options });
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Change ${connection.name}`}
      footer={
        <>
          <Button className="mr-auto" busy={tried.isPending} onClick={test}>
            Test
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={update.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form method="post" id={form} noValidate className="grid gap-4" onSubmit={submit}>
        <ConnectionFields draft={draft} change={change} errors={of} hasStored={connection.hasCredentials} />
        {rest && <ErrorState inline {...rest} />}
        {tried.data && <TestOutcome result={tried.data} />}
      </form>
    </Dialog>
  );
}
