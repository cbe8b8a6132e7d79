import "server-only";
import type { IncomingMessage, RequestListener } from "node:http";
import { Refusal } from "@/server/foundation/errors";
import { requestIdOf } from "@/server/foundation/request";
import { oldSessionCookie, sessionCookies } from "./cookies";
import { sendProblem } from "./rest/problem";

const reads = ["GET", "HEAD", "OPTIONS"];

/** The public API takes no cookies, and some of its routes are for pages of other origins. */
const isPublicApi = (path: string) => /^\/api\/v1(\/|$)/.test(path);

/**
 * Answers 403 to a change that a page of another origin asks for: a browser sends this installation's cookies along
 * whoever wrote the page. Browsers name the origin with each such request; what names none and carries a session is
 * refused too.
 * @param url where people reach this installation
 */
export function refuseForeign(
  answer: RequestListener,
  { secret, url }: { secret: string; url: string },
): RequestListener {
  const cookies = [sessionCookies(secret, url).sessionToken.name, oldSessionCookie(url)];
  const own = new URL(url).origin;
  return (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "/";
    if (reads.includes(request.method ?? "") || isPublicApi(path) || isOwn(request)) {
      return answer(request, response);
    }
    const requestId = requestIdOf({ get: (name) => request.headers[name]?.toString() ?? null });
    sendProblem(response, foreign(), { path, requestId });
  };

  function isOwn({ headers }: IncomingMessage): boolean {
    const { origin } = headers;
    // Behind a proxy the host is another one; without TERRAPIN_URL people may use another name of this machine.
    if (origin !== undefined) return origin === own || hostOf(origin) === headers.host;
    const site = headers["sec-fetch-site"];
    if (site !== undefined) return site === "same-origin" || site === "none";
    const given = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
    return !given.some((pair) =>
      cookies.some((name) => pair.startsWith(`${name}=`) || pair.startsWith(`${name}.`)),
    );
  }
}

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : null);

const foreign = () =>
  new Refusal("FORBIDDEN", {
    what: "This request did not come from a page of this installation.",
    why: "Its Origin is another one, or it names none.",
    todo: "Reload the page and try again. A script sends a token to /api/v1 instead of a session's cookie.",
  });
