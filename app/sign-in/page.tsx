import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NoOwner } from "@/components/account/no-owner";
import { SignIn } from "@/components/account/sign-in";
import { sessionCtx } from "@/server/http/auth";
import { createCaller } from "@/server/router";

export const metadata: Metadata = { title: "Sign in" };

type Asked = { searchParams: Promise<{ returnTo?: string | string[] }> };

export default async function SignInPage({ searchParams }: Asked) {
  const { returnTo } = await searchParams;
  const target = ownPath(typeof returnTo === "string" ? returnTo : "/");
  const ctx = await sessionCtx();
  if (ctx.actor) redirect(target);
  if (!(await createCaller(ctx).account.hasOwner())) return <NoOwner />;
  return <SignIn returnTo={target} />;
}

/** Only an address of our own: a link that signs in and then leads elsewhere is a phisher's. */
function ownPath(path: string): string {
  return /^\/(?![/\\])/.test(path) && !/^\/(api|sign-in)\b/.test(path) ? path : "/";
}
