import type { Metadata } from "next";
import { projectOf, type WithSearch } from "@/app/address";
import { ask, FirstData, trpc } from "@/app/first-data";
import { environmentsQuery } from "@/components/environments/queries";
import { PoliciesPage } from "@/components/policies/policies-page";
import { policiesQuery, policyModelsQuery } from "@/components/policies/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Policies" };

export default async function Page(props: WithSearch) {
  await requireSession("/settings/policies");
  const project = await projectOf(props);
  return (
    <FirstData
      asks={[
        ask(policiesQuery(trpc, project)),
        ask(policyModelsQuery(trpc, project)),
        ask(environmentsQuery(trpc, project)),
      ]}
    >
      <PoliciesPage project={project} />
    </FirstData>
  );
}
