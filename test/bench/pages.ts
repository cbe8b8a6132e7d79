import { gzipSync } from "node:zlib";
import type { Asker } from "./data";
import { cookieHeader, signIn } from "./sign-in";

/** First-load JavaScript of a page, gzip, in bytes. */
export type PageWeight = { page: string; bytes: number };

const pages = [
  "/sign-in",
  "/",
  "/runs",
  "/runs/1",
  "/models",
  "/models/none",
  "/models/none/versions/1",
  "/promotions",
  "/promotions/1",
  "/promotions/new?model=none",
  "/feedback",
  "/settings",
  "/settings/connections",
  "/settings/connections/1",
  "/settings/environments",
  "/settings/policies",
  "/settings/forms",
  "/settings/people",
  "/settings/tokens",
  "/settings/audit",
  "/forms/none",
];

/** What the HTML of each page asks for in scripts before anything is clicked or scrolled to. */
export async function weighPages(url: string, asker: Asker): Promise<PageWeight[]> {
  const cookie = cookieHeader(await signIn(url, asker));
  const known = new Map<string, number>();
  const weights: PageWeight[] = [];
  for (const page of pages) {
    // Who is signed in is sent on from the sign-in page.
    const headers: Record<string, string> = page === "/sign-in" ? {} : { cookie };
    const html = await (await fetch(`${url}${page}`, { headers })).text();
    const scripts = new Set(
      [...html.matchAll(/<script[^>]+src="([^"]+\.js[^"]*)"(?![^>]*nomodule)/gi)].map(
        (match) => match[1] ?? "",
      ),
    );
    let bytes = 0;
    for (const script of scripts) {
      if (!known.has(script)) {
        const body = await (await fetch(new URL(script, url))).arrayBuffer();
        known.set(script, gzipSync(Buffer.from(body)).length);
      }
      bytes += known.get(script) ?? 0;
    }
    weights.push({ page, bytes });
  }
  return weights;
}
