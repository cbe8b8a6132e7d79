import type { Metadata } from "next";
import { projectOf, type WithSearch } from "@/app/address";
import { ask, FirstData, trpc } from "@/app/first-data";
import { FormsPage } from "@/components/forms/forms-page";
import { formsQuery } from "@/components/forms/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Forms" };

export default async function Page(props: WithSearch) {
  await requireSession("/settings/forms");
  const project = await projectOf(props);
  return (
    <FirstData asks={[ask(formsQuery(trpc, project))]}>
      <FormsPage project={project} />
    </FirstData>
  );
}
