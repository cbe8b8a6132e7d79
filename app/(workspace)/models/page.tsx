import type { Metadata } from "next";
import { projectOf, readAddress, type WithSearch } from "@/app/address";
import { askPages, FirstData, trpc } from "@/app/first-data";
import { ModelsPage } from "@/components/models/models-page";
import { modelsQuery } from "@/components/models/queries";
import { searchText } from "@/components/shell/search-params";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Models" };

export default async function Page(props: WithSearch) {
  await requireSession("/models");
  const project = await projectOf(props);
  const { q } = await readAddress({ q: searchText }, props);
  return (
    <FirstData asks={[askPages(modelsQuery(trpc, q, project))]}>
      <ModelsPage project={project} />
    </FirstData>
  );
}
