import type { Metadata } from "next";
import { ask, FirstData, trpc } from "@/app/first-data";
import { OutboundPage } from "@/components/outbound/outbound-page";
import { outboundQuery } from "@/components/outbound/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Outbound addresses" };

export default async function Page() {
  await requireSession("/settings/outbound");
  return (
    <FirstData asks={[ask(outboundQuery(trpc))]}>
      <OutboundPage />
    </FirstData>
  );
}
