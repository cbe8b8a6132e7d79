import type { Metadata } from "next";
import { FormsPage } from "@/components/forms/forms-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Forms" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/settings/forms");
  const { project } = await searchParams;
  return <FormsPage project={project} />;
}
