import type { Metadata } from "next";
import { PeoplePage } from "@/components/people/people-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "People" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/settings/people");
  const { project } = await searchParams;
  return <PeoplePage project={project} />;
}
