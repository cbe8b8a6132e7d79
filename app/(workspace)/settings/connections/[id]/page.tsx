import type { Metadata } from "next";
import { askObject, FirstData, trpc } from "@/app/first-data";
import { ConnectionPage } from "@/components/connections/connection-page";
import { connectionQuery } from "@/components/connections/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Connection" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireSession(`/settings/connections/${id}`);
  return (
    <FirstData asks={[askObject(connectionQuery(trpc, id))]}>
      <ConnectionPage id={id} />
    </FirstData>
  );
}
