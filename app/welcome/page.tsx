import type { Metadata } from "next";
import { Invitation } from "@/components/account/invitation";
import { sessionCtx } from "@/server/http/auth";
import { createCaller } from "@/server/router";

export const metadata: Metadata = { title: "Welcome", robots: "noindex", referrer: "no-referrer" };

type Asked = { searchParams: Promise<{ token?: string | string[] }> };

/** Where the link leads that a new installation prints: its first owner's account is made here. */
export default async function WelcomePage({ searchParams }: Asked) {
  const { token } = await searchParams;
  const ctx = await sessionCtx();
  const secret = typeof token === "string" ? token : "";
  const invitation = await createCaller(ctx).invitations.preview({ token: secret });
  return <Invitation token={secret} invitation={invitation} signedInAs={ctx.actor} />;
}
