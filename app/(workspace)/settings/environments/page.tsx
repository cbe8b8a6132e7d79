import type { Metadata } from "next";
import { projectOf, type WithSearch } from "@/app/address";
import { ask, FirstData, trpc } from "@/app/first-data";
import { EnvironmentsPage } from "@/components/environments/environments-page";
import { environmentsQuery } from "@/components/environments/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Environments" };

export default async function Page(props: WithSearch) {
  await requireSession("/settings/environments");
  const project = await projectOf(props);
  return (
    <FirstData asks={[ask(environmentsQuery(trpc, project))]}>
      <EnvironmentsPage project={project} />
    </FirstData>
  );
}
