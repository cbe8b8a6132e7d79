import { type NextRequest, NextResponse } from "next/server";
import { requestIdOf } from "@/server/foundation/request";

const developing = process.env.NODE_ENV === "development";

/**
 * What a page may load and run. Scripts and style sheets carry a nonce; style attributes stay open, since charts
 * and virtual lists place things by them. Development needs `eval` and inline style sheets for hot reload.
 */
function contentPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${developing ? " 'unsafe-eval'" : ""}`,
    developing ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${developing ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Runs before each page: names the request, and says what the page may load. Rights are no business of it. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentPolicy(nonce);
  const requestId = requestIdOf(request.headers);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-request-id", requestId);
  headers.set("x-path", request.nextUrl.pathname + request.nextUrl.search);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("x-request-id", requestId);
  return response;
}

export const config = {
  matcher: [
    // Not for what public/ holds, nor for what is no page.
    "/((?!api/|_next/static|_next/image|favicon.ico|icon|apple-touch-icon.png|social.png|manifest.webmanifest|robots.txt|sample-feedback.csv).*)",
  ],
};
