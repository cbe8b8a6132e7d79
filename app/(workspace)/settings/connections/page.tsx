import type { Metadata } from "next";
import { projectOf, type WithSearch } from "@/app/address";
import { ask, FirstData, trpc } from "@/app/first-data";
import { ConnectionsPage } from "@/components/connections/connections-page";
import { connectionsQuery } from "@/components/connections/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Connections" };

export default async function Page(props: WithSearch) {
  await requireSession("/settings/connections");
  const project = await projectOf(props);
  return (
    <FirstData asks={[ask(connectionsQuery(trpc, project))]}>
      <ConnectionsPage project={project} />
    </FirstData>
  );
}
