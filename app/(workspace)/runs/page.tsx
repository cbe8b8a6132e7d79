import type { Metadata } from "next";
import { projectOf, readAddress, type WithSearch } from "@/app/address";
import { ask, askPages, FirstData, trpc } from "@/app/first-data";
import * as queries from "@/components/runs/queries";
import { RunsPage } from "@/components/runs/runs-page";
import { runsParams } from "@/components/runs/search-params";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Runs" };

export default async function Page(props: WithSearch) {
  await requireSession("/runs");
  const openedAt = Date.now();
  const project = await projectOf(props);
  const at = await readAddress(runsParams, props);
  const narrowed = queries.narrowedBy(at, openedAt, project);
  const asks = [
    ask(queries.facetsQuery(trpc, project), (facets) => [
      askPages(queries.runsQuery(trpc, narrowed, at.sort, queries.runsLayout(at, facets)), ({ items }) =>
        items.length > 0 ? [ask(queries.lastTwentyQuery(trpc, items))] : [],
      ),
    ]),
    ask(queries.histogramQuery(trpc, narrowed)),
    ask(queries.countsQuery(trpc, narrowed)),
  ];
  return (
    <FirstData asks={asks}>
      <RunsPage project={project} openedAt={openedAt} />
    </FirstData>
  );
}
