import "server-only";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { decode } from "next-auth/jwt";
import { oldSessionCookie, sessionCookies } from "./cookies";

/** The renamed cookie lasts as long as that of a new session. */
const MAX_AGE_SECONDS = 14 * 86_400;

/**
 * Renames the cookie of a session from before cookie names carried the installation's mark. A cookie of another
 * installation on the same host does not decode with our secret and is left alone.
 */
export function adoptOldSession(
  answer: RequestListener,
  { secret, url }: { secret: string; url: string },
): RequestListener {
  const old = oldSessionCookie(url);
  const { name, options } = sessionCookies(secret, url).sessionToken;
  return (request, response) => {
    const session = cookieOf(request, old);
    if (!session || cookieOf(request, name)) return answer(request, response);
    decode({ token: session, secret })
      .then(
        () => rename(request, response),
        () => undefined,
      )
      .then(() => answer(request, response));
  };

  function rename(request: IncomingMessage, response: ServerResponse): void {
    const session = cookieOf(request, old);
    const attributes = `Path=/; HttpOnly; SameSite=Lax${options.secure ? "; Secure" : ""}`;
    request.headers.cookie = `${request.headers.cookie}; ${name}=${session}`;
    response.appendHeader("set-cookie", [
      `${name}=${session}; Max-Age=${MAX_AGE_SECONDS}; ${attributes}`,
      `${old}=; Max-Age=0; ${attributes}`,
    ]);
  }
}

function cookieOf({ headers }: IncomingMessage, name: string): string | null {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}
