import type { Metadata } from "next";
import { RunsPage } from "@/components/runs/runs-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Runs" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/runs");
  const { project } = await searchParams;
  return <RunsPage project={project} />;
}
