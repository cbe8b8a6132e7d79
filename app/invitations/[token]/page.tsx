import type { Metadata } from "next";
import { Invitation } from "@/components/account/invitation";
import { sessionCtx } from "@/server/http/auth";
import { createCaller } from "@/server/router";

export const metadata: Metadata = { title: "Invitation", robots: "noindex", referrer: "no-referrer" };

/** Where an invitation's link leads: an account is made, or the signed-in one joins. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const ctx = await sessionCtx();
  const invitation = await createCaller(ctx).invitations.preview({ token });
  return <Invitation token={token} invitation={invitation} signedInAs={ctx.actor} />;
}
