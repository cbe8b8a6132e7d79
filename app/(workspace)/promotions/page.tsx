import type { Metadata } from "next";
import { PromotionsPage } from "@/components/promotions/promotions-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Promotions" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/promotions");
  const { project } = await searchParams;
  return <PromotionsPage project={project} />;
}
