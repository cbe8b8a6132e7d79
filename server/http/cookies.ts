import "server-only";
import { createHmac } from "node:crypto";
import type { CookiesOptions } from "next-auth";

/**
 * Browsers send a cookie to every port of a host. Two Terrapins on one host name would overwrite each other's cookies,
 * so every name carries a short mark of the installation: derived from its secret, it is the same for all its processes
 * and starts.
 */
const mark = (secret: string) =>
  createHmac("sha256", secret).update("terrapin cookie names").digest("hex").slice(0, 8);

/**
 * next-auth's cookies under this installation's names, with the prefixes that make browsers insist on https.
 * @param url where people reach this installation
 */
export function sessionCookies(secret: string, url: string) {
  const secure = url.startsWith("https://");
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure } as const;
  const name = (prefix: string, what: string) => `${secure ? prefix : ""}terrapin-${mark(secret)}.${what}`;
  return {
    sessionToken: { name: name("__Secure-", "session-token"), options },
    callbackUrl: { name: name("__Secure-", "callback-url"), options },
    csrfToken: { name: name("__Host-", "csrf-token"), options },
  } satisfies Partial<CookiesOptions>;
}

/** Stores the theme chosen in a browser. A script writes it, so it has no prefix and is not HttpOnly. */
export const themeCookie = (secret: string) => `terrapin-${mark(secret)}.theme`;

/** The former names, for sessions and themes of that time. */
export const oldSessionCookie = (url: string) =>
  `${url.startsWith("https://") ? "__Secure-" : ""}next-auth.session-token`;
export const oldThemeCookie = "terrapin-theme";
