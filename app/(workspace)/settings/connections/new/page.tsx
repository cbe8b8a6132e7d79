import type { Metadata } from "next";
import { projectOf, type WithSearch } from "@/app/address";
import { NewConnectionPage } from "@/components/connections/new-connection-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Connect a system" };

export default async function Page(props: WithSearch) {
  await requireSession("/settings/connections/new");
  return <NewConnectionPage project={await projectOf(props)} />;
}
