import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { getServerSession, type NextAuthOptions } from "next-auth";
import credentials from "next-auth/providers/credentials";
import { cache } from "react";
import { z } from "zod";
import type { Actor, Ctx } from "@/server/foundation/context";
import { processDb } from "@/server/foundation/db/process-db";
import { Refusal } from "@/server/foundation/errors";
import { log } from "@/server/foundation/log";
import { addressOf, requestIdOf } from "@/server/foundation/request";
import {
  actorOfSession,
  type Begun,
  begin,
  type From,
  sessionSeconds,
  signOut,
} from "@/server/people/sessions/service";
import { signIn } from "@/server/people/sign-in";
import { oldThemeCookie, sessionCookies, themeCookie } from "./cookies";

/** What the cookie holds. */
const begun = z.object({
  id: z.string(),
  begunAt: z.number(),
  sid: z.string().optional(),
}) satisfies z.ZodType<Begun>;

const secret = process.env.NEXTAUTH_SECRET ?? process.env.TERRAPIN_SECRET ?? "";

/**
 * A session's cookie names a person and a row of `sessions`. Rights, and whether the session still works, are read from
 * the database at each request.
 */
export const authOptions: NextAuthOptions = {
  secret,
  cookies: sessionCookies(secret, process.env.NEXTAUTH_URL ?? ""),
  session: { strategy: "jwt", maxAge: sessionSeconds },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  logger: {
    error: (code, error) => log.error({ error, code }, "next-auth reported an error"),
    warn: (code) => log.warn({ code }, "next-auth reported a warning"),
  },
  providers: [
    credentials({
      credentials: { email: {}, password: {} },
      async authorize(given, request) {
        if (!given) return null;
        const at = Date.now();
        try {
          const ip = addressOf({ get: (name) => request.headers?.[name] ?? null });
          const person = await signIn(processDb().db, { email: given.email, password: given.password, ip });
          if (!person) log.info({ ip }, "A sign-in was refused: the address or the password is wrong");
          const userAgent = request.headers?.["user-agent"] ?? null;
          return person && { ...person, ...(await begin(processDb().db, person.id, { ip, userAgent }, at)) };
        } catch (error) {
          // next-auth shows a thrown message on the sign-in page: only a refusal's words may go there.
          if (error instanceof Refusal) throw new Error(error.message);
          log.error({ error }, "A sign-in failed inside Terrapin");
          throw new Error(
            "Sign-in failed inside Terrapin. Try again; if it keeps failing, look at the server's log.",
          );
        }
      },
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      if (!user) return token;
      const { id: sub, begunAt, sid } = begun.parse(user);
      return { sub, name: user.name, email: user.email, begunAt, sid };
    },
    session: ({ session, token }) => ({
      ...session,
      user: { ...session.user, id: token.sub, begunAt: token.begunAt, sid: token.sid },
    }),
  },
  events: {
    async signOut({ token }) {
      const cookie = begun.safeParse({ ...token, id: token?.sub });
      if (cookie.success) await signOut(processDb().db, cookie.data);
    },
  },
};

async function sessionActor(from: From): Promise<Actor | null> {
  const session = await getServerSession(authOptions);
  const user = begun.safeParse(session?.user);
  return user.success ? actorOfSession(processDb().db, user.data, from) : null;
}

/** The context of a request, with the person of its session cookie if it has one. */
export async function sessionCtx(signal?: AbortSignal): Promise<Ctx> {
  const received = await headers();
  const ip = addressOf(received);
  return {
    db: processDb().db,
    actor: await sessionActor({ ip, userAgent: received.get("user-agent") }),
    requestId: requestIdOf(received),
    ip,
    signal,
  };
}

/** The theme chosen in this browser, and the name of the cookie that stores it. */
export async function themeChoice(): Promise<{ cookie: string; value: string | undefined }> {
  const cookie = themeCookie(secret);
  const jar = await cookies();
  return { cookie, value: (jar.get(cookie) ?? jar.get(oldThemeCookie))?.value };
}

/** The context of a page: read once a request, however many parts of the page need it. */
export const pageCtx = cache(() => sessionCtx());

/** The path and search of the page that is asked for, as proxy.ts writes them down. */
export async function pathOfRequest(): Promise<string> {
  return (await headers()).get("x-path") ?? "/";
}

/** For pages: the signed-in person, or a redirect to the sign-in page that leads back. */
export async function requireSession(returnTo: string): Promise<Ctx & { actor: Actor }> {
  const ctx = await pageCtx();
  if (!ctx.actor) redirect(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  return { ...ctx, actor: ctx.actor };
}
