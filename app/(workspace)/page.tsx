import type { Metadata } from "next";
import { projectOf, readAddress, type WithSearch } from "@/app/address";
import { ask, FirstData, trpc } from "@/app/first-data";
import { OverviewPage } from "@/components/overview/overview-page";
import { axisQuery, needsQuery, servingQuery, waitingQuery, worseQuery } from "@/components/overview/queries";
import { axisParams } from "@/components/overview/search-params";
import { FirstSteps } from "@/components/projects/first-steps";
import { mentionsQuery } from "@/components/promotions/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Overview" };

export default async function Page(props: WithSearch) {
  await requireSession("/");
  const project = await projectOf(props);
  const at = await readAddress(axisParams, props);
  const asks = [
    ask(waitingQuery(trpc, project)),
    ask(mentionsQuery(trpc, project)),
    ask(needsQuery(trpc, project)),
    ask(axisQuery(trpc, at, project)),
    ask(servingQuery(trpc, project)),
    ask(worseQuery(trpc, project)),
  ];
  return (
    <FirstData asks={asks}>
      <OverviewPage project={project} firstSteps={<FirstSteps project={project} />} />
    </FirstData>
  );
}
