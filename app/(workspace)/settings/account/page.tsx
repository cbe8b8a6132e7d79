import type { Metadata } from "next";
import { ask, FirstData, trpc } from "@/app/first-data";
import { AccountPage } from "@/components/account/account-page";
import { sessionsQuery } from "@/components/account/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Account" };

export default async function Page() {
  await requireSession("/settings/account");
  return (
    <FirstData asks={[ask(trpc.account.me.queryOptions()), ask(sessionsQuery(trpc))]}>
      <AccountPage />
    </FirstData>
  );
}
