import { type Browser, chromium } from "@playwright/test";
import lighthouse, { desktopConfig, type Result } from "lighthouse";
import { chromiumOptions } from "./chromium";
import { freePort } from "./stack";

export type FormFactor = "desktop" | "mobile";
export type Category = "performance" | "accessibility" | "best-practices" | "seo";
type Cookie = { name: string; value: string; url?: string; domain?: string; path?: string };

/** A Chromium that Lighthouse opens its tabs in. */
export type Auditor = {
  /** Signs the tabs in (or out, without cookies). */
  setCookies: (cookies: Cookie[]) => Promise<void>;
  audit: (url: string, asked: AuditOptions) => Promise<Result>;
  close: () => Promise<void>;
};

type AuditOptions = {
  formFactor: FormFactor;
  categories: Category[];
  /** Audits that do not apply to the page. */
  skipAudits?: string[];
};

export async function startAuditor(): Promise<Auditor> {
  const port = await freePort();
  const args = [...chromiumOptions.args, `--remote-debugging-port=${port}`];
  const browser: Browser = await chromium.launch({ ...chromiumOptions, args });
  // Lighthouse's tabs are in the browser's own context, which Playwright leaves alone.
  const session = await browser.newBrowserCDPSession();
  // Chromium forgets that context's cookies with its last tab.
  await session.send("Target.createTarget", { url: "about:blank" });
  return {
    async setCookies(cookies) {
      await session.send("Storage.clearCookies");
      await session.send("Storage.setCookies", {
        cookies: cookies.map(({ name, value, url, domain, path }) => ({ name, value, url, domain, path })),
      });
    },
    audit: (url, asked) => audit(port, url, asked),
    close: () => browser.close(),
  };
}

const tries = 3;

/** Lighthouse sometimes misses the start of a page in its trace (NO_NAVSTART): it then looks again. */
async function audit(port: number, url: string, asked: AuditOptions, attempt = 1): Promise<Result> {
  const { formFactor, categories, skipAudits = [] } = asked;
  const result = await lighthouse(
    url,
    { port, logLevel: "error", onlyCategories: categories, skipAudits, disableFullPageScreenshot: true },
    formFactor === "desktop" ? desktopConfig : undefined,
  );
  if (!result) throw new Error(`Lighthouse gave no result for ${url}`);
  const { lhr } = result;
  if (!lhr.runtimeError) return lhr;
  if (lhr.runtimeError.code === "NO_NAVSTART" && attempt < tries) return audit(port, url, asked, attempt + 1);
  throw new Error(`${url}: ${lhr.runtimeError.message}`);
}

/** A category's score as Lighthouse shows it: 0 to 100. */
export function scoreOf(result: Result, category: Category): number {
  return Math.round((result.categories[category]?.score ?? 0) * 100);
}

/** What keeps a category from 100: one line for each audit, with the places on the page that it names. */
export function shortfalls(result: Result, category: Category): string[] {
  const references = result.categories[category]?.auditRefs ?? [];
  return references.flatMap(({ id, weight }) => {
    const found = result.audits[id];
    if (!found || weight === 0 || found.score === null || found.score >= 1) return [];
    return [`${id}: ${found.title}\n${JSON.stringify(found.details ?? {}, snippets, 1)}`];
  });
}

/** Keeps of an audit's details what helps to find the place. */
function snippets(key: string, value: unknown): unknown {
  const kept = /^(\d*|items|node|snippet|selector|explanation|description|source|url)$/;
  return kept.test(key) ? value : undefined;
}
