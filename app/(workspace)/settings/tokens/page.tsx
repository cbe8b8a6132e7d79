import type { Metadata } from "next";
import { TokensPage } from "@/components/tokens/tokens-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Tokens" };

export default async function Page() {
  await requireSession("/settings/tokens");
  return <TokensPage url={process.env.TERRAPIN_URL ?? ""} />;
}
