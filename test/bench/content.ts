import { type Browser, chromium, type Page } from "@playwright/test";
import { chromiumOptions } from "../browser/chromium";
import { measuredVisits } from "../browser/visits";
import { settings } from "./settings";
import type { Site } from "./site";
import { type Timing, timingOf } from "./timing";

/** From the navigation to the useful content of a page; `before` is the other checkout's. */
export type ContentTiming = { page: string; now: Timing; before: Timing | null };

const slowdown = 4;
const share = 0.95;
const pages = ["Overview", "Runs", "a run", "a promotion"];

/**
 * How long a page takes, with an empty cache and a processor four times slower, until 95 % of the words that its
 * first screen will show are there. The two checkouts take turns, so that both meet the same machine.
 */
export async function measureContent(site: Site, before: Site | null): Promise<ContentTiming[]> {
  const browser = await chromium.launch(chromiumOptions);
  const found: ContentTiming[] = [];
  try {
    for (const visit of measuredVisits.filter(({ name }) => pages.includes(name))) {
      const now = await stopwatch(browser, site, await site.addressOf(visit));
      const then = before && (await stopwatch(browser, before, await before.addressOf(visit)));
      for (let i = 0; i < settings.contentRounds; i++) {
        await now.round();
        await then?.round();
      }
      found.push({ page: visit.name, now: now.timing(), before: then?.timing() ?? null });
    }
  } finally {
    await browser.close();
  }
  return found;
}

async function stopwatch(browser: Browser, site: Site, address: string) {
  const words = await inFreshPage(browser, site, async (page) => {
    await page.goto(address, { waitUntil: "networkidle" }).catch(() => {});
    return wordsOfFirstScreen(page);
  });
  const ms: number[] = [];
  return {
    round: () =>
      inFreshPage(browser, site, async (page) => {
        const session = await page.context().newCDPSession(page);
        await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
        await page.addInitScript(markUsefulContent, { words, share });
        await page.goto(address, { waitUntil: "commit" });
        await page.waitForFunction(() => performance.getEntriesByName("useful content").length > 0);
        ms.push(
          await page.evaluate(
            () => performance.getEntriesByName("useful content")[0]?.startTime ?? Number.NaN,
          ),
        );
      }),
    timing: () => timingOf(ms),
  };
}

async function inFreshPage<T>(browser: Browser, site: Site, run: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    await context.addCookies(site.cookies.map((cookie) => ({ ...cookie, url: site.url })));
    return await run(await context.newPage());
  } finally {
    await context.close();
  }
}

/** The different words of three letters and more that a page shows in its first screen. */
async function wordsOfFirstScreen(page: Page): Promise<string[]> {
  const text = await page.locator("main").evaluate((main) => {
    const shown: string[] = [];
    const nodes = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const { parentElement, textContent } = nodes.currentNode;
      const { top, width } = parentElement?.getBoundingClientRect() ?? { top: innerHeight, width: 0 };
      if (top < innerHeight && width > 0) shown.push(textContent ?? "");
    }
    return shown.join(" ");
  });
  return [...new Set(text.split(/\s+/).filter((word) => word.length >= 3))];
}

/** Runs in the page, before its own scripts: marks the moment when enough of the words stand in what is not hidden. */
function markUsefulContent({ words, share }: { words: string[]; share: number }) {
  const watch = setInterval(() => {
    const text = document.querySelector("main:not([hidden] *)")?.textContent ?? "";
    if (words.filter((word) => text.includes(word)).length < words.length * share) return;
    clearInterval(watch);
    performance.mark("useful content");
  }, 10);
}
