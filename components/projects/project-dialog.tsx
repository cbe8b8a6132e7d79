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
import type { Project } from "@/server/projects/schema";
import { ProjectForm } from "./project-form";

const fields = ["name", "slug"] as const;

/** A new project, or another name for one. */
export function ProjectDialog({ project, onClose }: { project: Project | null; onClose: () => void }) {
  if (project) return <RenameDialog project={project} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title="New project">
      <ProjectForm onMade={onClose} />
    </Dialog>
  );
}

function RenameDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const trpc = useTRPC();
  const form = useId();
  const refresh = useRefreshPeople();
  const change = useMutation(
    trpc.projects.change.mutationOptions({ onSuccess: () => refresh().then(onClose) }),
  );
  const { of, rest } = fieldErrors(change.error, fields, { CONFLICT: "slug" });

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    change.mutate({ project: project.id, name: text("name"), slug: text("slug") });
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rename ${project.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={change.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="grid gap-4" onSubmit={submit}>
        <Field label="Name" error={of.name}>
          {(control) => (
            <Input {...control} name="name" defaultValue={project.name} autoComplete="off" data-autofocus />
          )}
        </Field>
        <Field
          label="In addresses"
          hint="Links that carry the old one then lead nowhere, and scripts that name it fail."
          error={of.slug}
        >
          {(control) => (
            <Input
              {...control}
              name="slug"
              defaultValue={project.slug}
              autoComplete="off"
              spellCheck={false}
              className="mono"
            />
          )}
        </Field>
        {rest && <ErrorState inline {...rest} />}
      </form>
    </Dialog>
  );
}
