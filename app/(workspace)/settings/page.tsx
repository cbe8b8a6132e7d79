import type { Metadata } from "next";
import { SettingsOverview } from "@/components/settings/settings-overview";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Settings" };

export default async function Page() {
  await requireSession("/settings");
  return <SettingsOverview />;
}
