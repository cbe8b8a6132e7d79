import type { Metadata } from "next";
import { ask, askForTitle, askObject, askPages, FirstData, trpc } from "@/app/first-data";
import { PromotionPage } from "@/components/promotions/promotion-page";
import { commentsQuery, historyQuery, promotionQuery } from "@/components/promotions/queries";
import { titleOf } from "@/components/promotions/title";
import { traceQuery } from "@/components/trace/queries";
import { requireSession } from "@/server/http/auth";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const promotion = await askForTitle(promotionQuery(trpc, (await params).id));
  return { title: promotion ? titleOf(promotion) : "Promotion" };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  await requireSession(`/promotions/${id}`);
  const asks = [
    askObject(promotionQuery(trpc, id)),
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
