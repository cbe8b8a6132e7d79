import type { Metadata } from "next";
import { ask, askPages, FirstData, trpc } from "@/app/first-data";
import { PromotionPage } from "@/components/promotions/promotion-page";
import { commentsQuery, historyQuery, promotionQuery } from "@/components/promotions/queries";
import { traceQuery } from "@/components/trace/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Promotion" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireSession(`/promotions/${id}`);
  const asks = [
    ask(promotionQuery(trpc, id)),
    ask(traceQuery(trpc, `promotion:${id}`)),
    askPages(historyQuery(trpc, id)),
    askPages(commentsQuery(trpc, id)),
  ];
  return (
    <FirstData asks={asks}>
      <PromotionPage id={id} />
    </FirstData>
  );
}
