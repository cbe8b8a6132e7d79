"use client";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useId, useState } from "react";
import { fieldErrors } from "@/components/shell/field-errors";
import { useTRPC } from "@/components/shell/trpc";
import { useRefreshPeople } from "@/components/shell/use-refresh";
import { useRights } from "@/components/shell/use-rights";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SecretOnce } from "@/components/ui/secret-once";
import { Select } from "@/components/ui/select";
import { type Role, roles } from "@/server/access/rights";

const fields = ["project", "role", "email"] as const;

/** What each role adds to the one before it. */
const adds: Record<Role, string> = {
  viewer: "sees everything of the project",
  contributor: "asks for promotions, triages feedback",
  approver: "approves, rejects and rolls back promotions",
  maintainer: "manages connections, environments, policies, forms and people",
};

/** Makes a one-time link and shows it once. */
export function InviteDialog({ project, onClose }: { project?: string; onClose: () => void }) {
  const trpc = useTRPC();
  const form = useId();
  const { me, projectsWith } = useRights();
  const refresh = useRefreshPeople();
  const create = useMutation(trpc.invitations.create.mutationOptions({ onSuccess: refresh }));
  const [role, setRole] = useState<Role | "owner">("contributor");
  const open = projectsWith("people.invite", project);
  const { of, rest } = fieldErrors(create.error, fields);

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const email = String(given.get("email") ?? "").trim() || undefined;
    if (role === "owner") create.mutate({ owner: true, email });
    else create.mutate({ project: String(given.get("project") ?? project ?? ""), role, email });
  }

  if (create.data) {
    return (
      <Dialog
        open
        onClose={onClose}
        title="The invitation's link"
        footer={
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <SecretOnce
          secret={create.data.url}
          says={`Send it to ${create.data.email ?? "whom you invite"}: Terrapin sends no mail. It works once, until it ends in 7 days, and is shown only now.`}
        />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite somebody"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={create.isPending}>
            Make link
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="grid gap-4" onSubmit={submit}>
        <Field
          label="Role"
          hint={role === "owner" ? "does everything in every project" : adds[role]}
          error={of.role}
        >
          {(control) => (
            <Select
              {...control}
              data-autofocus
              value={role}
              onChange={(event) => setRole(event.target.value as Role | "owner")}
              options={[
                ...roles.map((value) => ({ value, label: value })),
                ...(me?.isOwner ? [{ value: "owner", label: "owner of the installation" }] : []),
              ]}
            />
          )}
        </Field>
        {role !== "owner" && (
          <Field label="Project" error={of.project}>
            {(control) => (
              <Select
                {...control}
                name="project"
                defaultValue={project}
                options={open.map(({ slug, name }) => ({ value: slug, label: name }))}
              />
            )}
          </Field>
        )}
        <Field label="E-mail" optional hint="Then only this address can use the link." error={of.email}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="off" />}
        </Field>
        {rest && <ErrorState inline {...rest} />}
      </form>
    </Dialog>
  );
}
