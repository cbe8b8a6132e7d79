import type { Metadata } from "next";
import { ConnectionsPage } from "@/components/connections/connections-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Connections" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/settings/connections");
  const { project } = await searchParams;
  return <ConnectionsPage project={project} />;
}
