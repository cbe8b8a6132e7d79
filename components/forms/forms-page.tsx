"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { formatCount } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StateIcon } from "@/components/ui/state-icon";
import { toast } from "@/components/ui/toast";
import { visibleText } from "@/components/ui/visible-text";
import type { Form } from "@/server/forms/schema";
import { formsQuery } from "./queries";

const FormDialog = dynamic(() => import("./form-dialog").then((m) => m.FormDialog), { ssr: false });

/** The forms of a project: make one, change its words, close it. */
export function FormsPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Form | "new" | null>(null);
  const forms = useQuery(formsQuery(trpc, project));
  const change = useMutation(
    trpc.forms.change.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: trpc.forms.pathKey() }),
      onError: (error) => toast({ text: errorText(error).what, tone: "bad" }),
    }),
  );
  const make = (
    <Button variant="primary" onClick={() => setEditing("new")}>
      New form
    </Button>
  );
  const items = forms.data?.items ?? [];
  return (
    <Page>
      <Crumbs items={[{ label: "Settings", href: paths.settings({ project }) }, { label: "Forms" }]} />
      <PageHead
        title="Forms"
        sub="where users report, without an account"
        actions={items.length > 0 && make}
      />
      <Panel>
        {forms.isError ? (
          <ErrorState {...errorText(forms.error)} onRetry={forms.refetch} inline />
        ) : forms.isPending ? (
          <SkeletonRows rows={3} />
        ) : items.length === 0 ? (
          <EmptyState title="No forms yet" action={make}>
            A form asks users for a rating, a corrected label or a few words. Each report is tied to the model
            version that served when it was sent.
          </EmptyState>
        ) : (
          <Table label="Forms" stacked>
            <thead>
              <tr>
                <Th>Form</Th>
                <Th>Model</Th>
                <Th>Address</Th>
                <Th end>Reports</Th>
                <Th>State</Th>
                <Th>
                  <span className="sr-only">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {items.map((form) => (
                <Tr key={form.id}>
                  <Td className="font-medium">{form.title}</Td>
                  <Td dim label="Model">
                    {visibleText(form.model)} in {form.environment}
                  </Td>
                  <Td label="Address">
                    <a href={paths.form(form.slug)} target="_blank" rel="noreferrer" className="text-accent">
                      /forms/{form.slug}
                    </a>{" "}
                    <Copyable value={form.url} shown="copy" label="the form's address" />
                  </Td>
                  <Td end label="Reports">
                    <Link
                      href={paths.feedback({ project: form.project, form: form.slug, status: "all" })}
                      className="hover:underline"
                    >
                      {formatCount(form.items)}
                    </Link>
                  </Td>
                  <Td label="State">
                    <StateIcon shape={form.closed ? "off" : "ok"} word={form.closed ? "closed" : "open"} />
                  </Td>
                  <Td className="text-right">
                    <Button
                      variant="ghost"
                      onClick={() => change.mutate({ slug: form.slug, closed: !form.closed })}
                    >
                      {form.closed ? "Open again" : "Close"}
                    </Button>
                    <Button onClick={() => setEditing(form)}>Edit</Button>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      {editing && (
        <FormDialog
          project={project}
          form={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}
