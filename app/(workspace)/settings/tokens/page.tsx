import type { Metadata } from "next";
import { ask, FirstData, trpc } from "@/app/first-data";
import { tokensQuery } from "@/components/tokens/queries";
import { TokensPage } from "@/components/tokens/tokens-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Tokens" };

export default async function Page() {
  await requireSession("/settings/tokens");
  return (
    <FirstData asks={[ask(tokensQuery(trpc))]}>
      <TokensPage url={process.env.TERRAPIN_URL ?? ""} />
    </FirstData>
  );
}
