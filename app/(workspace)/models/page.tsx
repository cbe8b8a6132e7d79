import type { Metadata } from "next";
import { ModelsPage } from "@/components/models/models-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Models" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/models");
  const { project } = await searchParams;
  return <ModelsPage project={project} />;
}
