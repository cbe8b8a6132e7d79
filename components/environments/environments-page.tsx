"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { visibleText } from "@/components/ui/visible-text";
import type { Environment } from "@/server/environments/schema";
import { EnvironmentTable } from "./environment-table";
import { environmentsQuery } from "./queries";

const EnvironmentDialog = dynamic(() => import("./environment-dialog").then((m) => m.EnvironmentDialog), {
  ssr: false,
});
const ConfirmDialog = dynamic(() => import("@/components/ui/confirm-dialog").then((m) => m.ConfirmDialog), {
  ssr: false,
});

/** Where versions serve: each environment follows an alias of a registry. Maintainers make, change and remove them. */
export function EnvironmentsPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [editing, setEditing] = useState<Environment | "new" | null>(null);
  const [removing, setRemoving] = useState<Environment | null>(null);
  const list = useQuery(environmentsQuery(trpc, project));
  const shell = useQuery(trpc.shell.data.queryOptions());
  const remove = useMutation(trpc.environments.remove.mutationOptions());
  const maintained = (shell.data?.projects ?? [])
    .filter((p) => p.role === "maintainer" && (!project || p.slug === project))
    .map((p) => p.slug);
  const connected = shell.data?.connections.some((c) => !project || c.project === project) ?? true;
  const items = list.data?.items ?? [];
  const make = (
    <Button
      variant="primary"
      disabledReason={maintained.length === 0 && "This takes a maintainer of the project."}
      onClick={() => setEditing("new")}
    >
      New environment
    </Button>
  );
  return (
    <Page>
      <Crumbs items={[{ label: "Environments" }]} />
      <PageHead
        title="Environments"
        sub="where versions serve; each follows an alias in a model registry, and promotions move that alias"
        actions={items.length > 0 && make}
      />
      <Panel>
        {list.isError && !list.data ? (
          <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
        ) : list.isPending ? (
          <SkeletonRows rows={3} />
        ) : items.length === 0 ? (
          <EmptyState
            title="No environments yet"
            action={
              connected ? (
                make
              ) : (
                <ButtonLink href={paths.connections({ project })}>Connect a registry</ButtonLink>
              )
            }
          >
            {connected
              ? "An environment such as production or staging is an alias in a model registry. The version that the alias points to already counts as serving."
              : "An environment is an alias in a model registry, so a registry comes first."}
          </EmptyState>
        ) : (
          <EnvironmentTable
            items={items}
            maintained={maintained}
            onEdit={setEditing}
            onRemove={setRemoving}
          />
        )}
      </Panel>
      {editing && (
        <EnvironmentDialog
          environment={editing === "new" ? null : editing}
          projects={maintained}
          onClose={() => setEditing(null)}
        />
      )}
      {removing && (
        <ConfirmDialog
          open
          danger
          onClose={() => setRemoving(null)}
          title={`Remove ${removing.name}${removing.model ? ` of ${visibleText(removing.model)}` : ""}`}
          confirmName={removing.name}
          actionLabel="Remove environment"
          consequence={consequenceOf(removing)}
          onConfirm={async () => {
            await remove.mutateAsync({ id: removing.id });
            await client.invalidateQueries({ queryKey: trpc.environments.pathKey() });
            toast({ text: `Environment ${removing.name} removed` });
          }}
        />
      )}
    </Page>
  );
}

function consequenceOf({ serving, alias, model }: Environment): string {
  const ends =
    serving === 0
      ? ""
      : ` ${serving === 1 ? "One model is" : `${serving} models are`} no longer shown as serving there.`;
  const back = model
    ? " If the project has an environment of this name, that one applies to the model again."
    : "";
  return `Nothing can be promoted into it any more.${ends} Alias ${alias} stays where it is in the registry, and the history stays on record.${back}`;
}
