"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { type SubmitEvent, useState } from "react";
import { fieldErrors } from "@/components/shell/field-errors";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Panel, PanelBody } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { type VendorId, vendorIds, vendors } from "@/server/backends/vendors";
import { ConnectionFields } from "./connection-fields";
import { type Draft, emptyDraft, fieldPaths, toInput } from "./draft";
import { TestOutcome } from "./test-outcome";
import { VendorChoice } from "./vendor-choice";

/** The form of a new connection. Apart from its page: vendors are described together with their schemas. */
export function NewConnection({
  projects,
  project,
}: {
  projects: { slug: string; name: string }[];
  project: string;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [vendor, setVendor] = useQueryState(
    "vendor",
    parseAsStringLiteral(vendorIds).withDefault(vendors[0].id),
  );
  /** Each vendor's own, so that choosing another one and coming back loses nothing. */
  const [drafts, setDrafts] = useState<Partial<Record<VendorId, Draft>>>({});
  const draft = drafts[vendor] ?? emptyDraft(vendor, project);
  const tried = useMutation(trpc.connections.tryOut.mutationOptions());
  const create = useMutation(trpc.connections.create.mutationOptions());
  const { of, rest } = fieldErrors(create.error ?? tried.error, fieldPaths(vendor), { CONFLICT: "name" });
  const failed = tried.data?.ok === false;

  function change(values: Partial<Draft>) {
    setDrafts({ ...drafts, [vendor]: { ...draft, ...values } });
    // A test holds only for the values that were tested.
    if (!("name" in values)) tried.reset();
    create.reset();
  }

  async function test() {
    const { name: _unused, ...input } = toInput(draft);
    return tried.mutateAsync(input);
  }

  async function save() {
    const { id } = await create.mutateAsync(toInput(draft));
    await client.invalidateQueries(trpc.shell.pathFilter());
    router.push(paths.connection(id));
  }

  async function connect() {
    if (tried.data?.ok || (await test()).ok) await save();
  }

  /** The mutations hold their errors, and the form shows them from there. */
  const handled = (work: Promise<unknown>) =>
    work.catch((error: unknown) => console.warn("not connected", error));

  return (
    <Panel className="max-w-[640px]" label="Connection">
      <PanelBody>
        <form
          method="post"
          noValidate
          className="grid gap-4"
          onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
            event.preventDefault();
            void handled(connect());
          }}
        >
          <VendorChoice
            value={vendor}
            onChange={(chosen) => {
              tried.reset();
              create.reset();
              void setVendor(chosen);
            }}
          />
          {projects.length > 1 && (
            <Field label="Project" error={of.project}>
              {(control) => (
                <Select
                  {...control}
                  value={draft.project}
                  onChange={(event) => change({ project: event.target.value })}
                  options={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
                />
              )}
            </Field>
          )}
          <ConnectionFields key={vendor} draft={draft} change={change} errors={of} hasStored={false} />
          {rest && <ErrorState inline {...rest} />}
          {tried.data && <TestOutcome result={tried.data} />}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" variant="primary" busy={create.isPending}>
              Connect
            </Button>
            <Button busy={tried.isPending} onClick={() => void handled(test())}>
              Test
            </Button>
            {failed && (
              <Button variant="ghost" onClick={() => void handled(save())}>
                Connect anyway
              </Button>
            )}
          </div>
        </form>
      </PanelBody>
    </Panel>
  );
}
