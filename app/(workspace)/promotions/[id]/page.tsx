import type { Metadata } from "next";
import { PromotionPage } from "@/components/promotions/promotion-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Promotion" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireSession(`/promotions/${id}`);
  return <PromotionPage id={id} />;
}
