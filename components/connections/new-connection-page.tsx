"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { type SubmitEvent, useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { fieldErrors } from "@/components/shell/field-errors";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { PageHead } from "@/components/ui/page-head";
import { Panel, PanelBody } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { type VendorId, vendorIds, vendors } from "@/server/backends/vendors";
import { ConnectionFields } from "./connection-fields";
import { type Draft, emptyDraft, fieldPaths, toInput } from "./draft";
import { TestOutcome } from "./test-outcome";
import { VendorChoice } from "./vendor-choice";

/** Connects a system. It is tested before anything is stored. */
export function NewConnectionPage({ project }: { project?: string }) {
  const { me, projectsWith, whyNot } = useRights();
  const open = projectsWith("connections.manage", project);
  const first = open[0];
  return (
    <Page>
      <Crumbs items={[{ label: "Connections", href: paths.connections({ project }) }, { label: "New" }]} />
      <PageHead
        title="Connect a system"
        sub="Terrapin reads from it. All it ever changes there are the aliases that you promote."
      />
      {me && !first && (
        <EmptyState title={whyNot("connections.manage", project) ?? "There is no project yet"}>
          {me.isOwner ? (
            <ButtonLink href={paths.projects()}>Make a project</ButtonLink>
          ) : (
            "Ask a maintainer of your project."
          )}
        </EmptyState>
      )}
      {first && <NewConnection projects={open} project={first.slug} />}
    </Page>
  );
}

function NewConnection({
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
