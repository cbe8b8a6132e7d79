import type { Metadata } from "next";
import { projectOf, readAddress, type WithSearch } from "@/app/address";
import { ask, askPages, FirstData, trpc } from "@/app/first-data";
import { PromotionsPage } from "@/components/promotions/promotions-page";
import { groupQuery, mentionsQuery } from "@/components/promotions/queries";
import { promotionsParams } from "@/components/promotions/search-params";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Promotions" };

export default async function Page(props: WithSearch) {
  await requireSession("/promotions");
  const project = await projectOf(props);
  const at = await readAddress(promotionsParams, props);
  const groups = (["mine", "others", "done"] as const).map((group) =>
    askPages(groupQuery(trpc, group, at, project)),
  );
  return (
    <FirstData asks={[...groups, ask(mentionsQuery(trpc, project))]}>
      <PromotionsPage project={project} />
    </FirstData>
  );
}
