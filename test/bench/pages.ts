import { gzipSync } from "node:zlib";
import { type Visit, visits } from "../browser/visits";
import { cookieHeader } from "./sign-in";
import type { Site } from "./site";

/** First-load JavaScript of a page, gzip, in bytes; `before` is the other checkout's. */
export type PageWeight = { page: string; bytes: number; before: number | null };

/** What the HTML of each page asks for in scripts before anything is clicked or scrolled to. */
export async function weighPages(site: Site, before: Site | null): Promise<PageWeight[]> {
  const [weigh, weighBefore] = [scalesFor(site), before && scalesFor(before)];
  const weights = new Map<string, PageWeight>();
  for (const visit of visits) {
    const bytes = await weigh(visit);
    // Two visits of one route: the heavier counts.
    if (bytes <= (weights.get(visit.route)?.bytes ?? 0)) continue;
    weights.set(visit.route, { page: visit.route, bytes, before: (await weighBefore?.(visit)) ?? null });
  }
  return [...weights.values()];
}

function scalesFor(site: Site): (visit: Visit) => Promise<number> {
  const known = new Map<string, number>();
  const weightOf = async (script: string) => {
    const bytes =
      known.get(script) ?? gzipSync(await (await fetch(new URL(script, site.url))).bytes()).length;
    known.set(script, bytes);
    return bytes;
  };
  return async (visit) => {
    const headers = new Headers(visit.signedOut ? {} : { cookie: cookieHeader(site.cookies) });
    const html = await (await fetch(await site.addressOf(visit), { headers })).text();
    const scripts = html.matchAll(/<script[^>]+src="([^"]+\.js[^"]*)"(?![^>]*nomodule)/gi);
    let bytes = 0;
    for (const script of new Set([...scripts].map(([, source = ""]) => source)))
      bytes += await weightOf(script);
    return bytes;
  };
}
