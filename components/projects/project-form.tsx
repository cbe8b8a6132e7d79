"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { fieldErrors } from "@/components/shell/field-errors";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

const fields = ["name", "slug"] as const;

/** Makes a project; its name in addresses is only asked for where it can't be made from the name. */
export function ProjectForm({ onMade }: { onMade?: (slug: string) => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      onSuccess: async ({ slug }) => {
        await Promise.all([
          client.invalidateQueries(trpc.shell.pathFilter()),
          client.invalidateQueries(trpc.projects.pathFilter()),
        ]);
        onMade?.(slug);
      },
    }),
  );
  const { of, rest } = fieldErrors(create.error, fields, { CONFLICT: "slug", BAD_REQUEST: "slug" });

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const slug = String(given.get("slug") ?? "").trim();
    create.mutate({ name: String(given.get("name") ?? ""), slug: slug || undefined });
  }

  return (
    <form noValidate className="grid gap-3" onSubmit={submit}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name" error={of.name}>
          {(control) => <Input {...control} name="name" autoComplete="off" required data-autofocus />}
        </Field>
        <Field label="In addresses" optional hint="Made from the name when left empty." error={of.slug}>
          {(control) => (
            <Input {...control} name="slug" autoComplete="off" spellCheck={false} className="mono" />
          )}
        </Field>
      </div>
      {rest && <ErrorState inline {...rest} />}
      <div>
        <Button type="submit" variant="primary" busy={create.isPending}>
          Make project
        </Button>
      </div>
    </form>
  );
}
