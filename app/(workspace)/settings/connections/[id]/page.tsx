import type { Metadata } from "next";
import { ConnectionPage } from "@/components/connections/connection-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Connection" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireSession(`/settings/connections/${id}`);
  return <ConnectionPage id={id} />;
}
