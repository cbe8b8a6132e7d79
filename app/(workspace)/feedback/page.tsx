import type { Metadata } from "next";
import { projectOf, readAddress, type WithSearch } from "@/app/address";
import { ask, askPages, FirstData, trpc } from "@/app/first-data";
import { FeedbackPage } from "@/components/feedback/feedback-page";
import * as queries from "@/components/feedback/queries";
import { feedbackParams } from "@/components/feedback/search-params";
import { formsQuery } from "@/components/forms/queries";
import { traceQuery } from "@/components/trace/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Feedback" };

export default async function Page(props: WithSearch) {
  await requireSession("/feedback");
  const project = await projectOf(props);
  const at = await readAddress(feedbackParams, props);
  const open = (id: string) => [
    ask(queries.itemQuery(trpc, id), (item) => [ask(queries.membersQuery(trpc, item.project))]),
    ask(traceQuery(trpc, `feedback:${id}`)),
  ];
  const asks = [
    ask(queries.countsQuery(trpc, at, project)),
    ask(queries.histogramQuery(trpc, at, project)),
    ask(formsQuery(trpc, project)),
    askPages(queries.feedbackQuery(trpc, at, project), ({ items: [first] }) =>
      first && !at.item ? open(first.id) : [],
    ),
    ...(at.item ? open(at.item) : []),
  ];
  return (
    <FirstData asks={asks}>
      <FeedbackPage project={project} />
    </FirstData>
  );
}
