import type { Metadata } from "next";
import { NewPromotionPage } from "@/components/promotions/new-promotion-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Request promotion" };

export default async function Page() {
  await requireSession("/promotions/new");
  return <NewPromotionPage />;
}
