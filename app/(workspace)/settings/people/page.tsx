import type { Metadata } from "next";
import { projectOf, type WithSearch } from "@/app/address";
import { ask, askPages, FirstData, trpc } from "@/app/first-data";
import { PeoplePage } from "@/components/people/people-page";
import { invitationsQuery, peopleProject, peopleQuery } from "@/components/people/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "People" };

export default async function Page(props: WithSearch) {
  await requireSession("/settings/people");
  const project = await projectOf(props);
  const asks = [
    ask(trpc.shell.data.queryOptions(), ({ projects }) => {
      const at = peopleProject(projects, project);
      return [askPages(peopleQuery(trpc, at)), ask(invitationsQuery(trpc, at))];
    }),
  ];
  return (
    <FirstData asks={asks}>
      <PeoplePage project={project} />
    </FirstData>
  );
}
