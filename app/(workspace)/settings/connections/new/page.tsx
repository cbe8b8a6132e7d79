import type { Metadata } from "next";
import { NewConnectionPage } from "@/components/connections/new-connection-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Connect a system" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/settings/connections/new");
  const { project } = await searchParams;
  return <NewConnectionPage project={project} />;
}
