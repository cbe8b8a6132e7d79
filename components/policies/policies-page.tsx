"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { environmentsQuery } from "@/components/environments/queries";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { type Place, placesOf } from "./places";
import { policiesQuery, policyModelsQuery } from "./queries";
import { policyParams } from "./search-params";

/** Apart from the page: the words of gates come with their schemas. */
const PolicyTable = dynamic(() => import("./policy-table").then((m) => m.PolicyTable), {
  loading: () => <SkeletonRows rows={4} />,
});
const PolicyDialog = dynamic(() => import("./policy-dialog").then((m) => m.PolicyDialog), { ssr: false });

/** The policies in force: gates and approval rules by model and environment. */
export function PoliciesPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<Place | null>(null);
  const [named, setNamed] = useQueryStates(policyParams);
  const policies = useQuery(policiesQuery(trpc, project));
  const models = useQuery(policyModelsQuery(trpc, project));
  const environments = useQuery(environmentsQuery(trpc, project));
  const shell = useQuery(trpc.shell.data.queryOptions());
  const maintained = (shell.data?.projects ?? []).filter((p) => p.role === "maintainer").map((p) => p.slug);
  const failed = [policies, models, environments].find((query) => query.isError && !query.data);
  const places =
    policies.data && models.data && environments.data
      ? placesOf(models.data.items, environments.data.items, policies.data.items)
      : null;
  const linked = places?.find(
    (p) => p.model === named.model && p.environment === named.environment && maintained.includes(p.project),
  );
  const editing = chosen ?? linked ?? null;
  const close = () => {
    setChosen(null);
    void setNamed(null);
  };
  return (
    <Page>
      <Crumbs items={[{ label: "Settings", href: paths.settings({ project }) }, { label: "Policies" }]} />
      <PageHead
        title="Policies"
        sub="what takes a model into an environment: the gates it must pass, and who must agree"
      />
      <Panel>
        {failed ? (
          <ErrorState {...errorText(failed.error)} onRetry={failed.refetch} />
        ) : places === null ? (
          <SkeletonRows rows={4} />
        ) : places.length === 0 ? (
          <NoPlaces project={project} noModels={models.data?.items.length === 0} />
        ) : (
          <PolicyTable places={places} maintained={maintained} onEdit={setChosen} />
        )}
      </Panel>
      {editing && <PolicyDialog place={editing} onClose={close} />}
    </Page>
  );
}

function NoPlaces({ project, noModels }: { project?: string; noModels: boolean }) {
  return noModels ? (
    <EmptyState
      title="No models yet"
      action={<ButtonLink href={paths.connections({ project })}>Connections</ButtonLink>}
    >
      A policy says what takes a model into an environment. Models appear once a model registry is connected.
    </EmptyState>
  ) : (
    <EmptyState
      title="No environments yet"
      action={<ButtonLink href={paths.environments({ project })}>Environments</ButtonLink>}
    >
      A policy says what takes a model into an environment, so an environment comes first.
    </EmptyState>
  );
}
