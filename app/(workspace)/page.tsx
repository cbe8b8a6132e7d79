import type { Metadata } from "next";
import { OverviewPage } from "@/components/overview/overview-page";
import { FirstSteps } from "@/components/projects/first-steps";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Overview" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/");
  const { project } = await searchParams;
  return <OverviewPage project={project} firstSteps={<FirstSteps project={project} />} />;
}
