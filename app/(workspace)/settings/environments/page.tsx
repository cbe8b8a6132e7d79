import type { Metadata } from "next";
import { EnvironmentsPage } from "@/components/environments/environments-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Environments" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/settings/environments");
  const { project } = await searchParams;
  return <EnvironmentsPage project={project} />;
}
