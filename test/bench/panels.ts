import { chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import { chromiumOptions } from "../browser/chromium";
import type { PanelBench } from "./panels-page";
import { settings } from "./settings";
import { type Timing, timingOf } from "./timing";

/**
 * From asking for a chart until it is painted: the first of its kind in a new page, and then again. `busy` is the
 * processor time that the page's main thread took for one of those, whatever else the machine had to do.
 */
export type PanelTiming = { panel: string; first: number; again: Timing; busy: Timing };

declare global {
  interface Window {
    panelBench: PanelBench;
  }
}

/** The charts of the product in an empty page, without anything around them. */
export async function measurePanels(): Promise<PanelTiming[]> {
  const script = await bundle();
  const browser = await chromium.launch(chromiumOptions);
  try {
    const open = async () => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.addScriptTag({ content: script });
      return page;
    };
    const page = await open();
    const names = await page.evaluate(() => window.panelBench.names);
    await page.close();
    const found: PanelTiming[] = [];
    for (const panel of names) {
      const fresh = await open();
      const processor = await processorTime(fresh);
      const painted: number[] = [];
      const busy: number[] = [];
      for (let i = 0; i <= settings.contentRounds; i++) {
        const before = await processor();
        painted.push(await fresh.evaluate((name) => window.panelBench.time(name), panel));
        busy.push((await processor()) - before);
      }
      const [first = Number.NaN, ...again] = painted;
      found.push({ panel, first, again: timingOf(again), busy: timingOf(busy) });
      await fresh.close();
    }
    return found;
  } finally {
    await browser.close();
  }
}

/** Milliseconds of processor time that the page's main thread has taken so far. */
async function processorTime(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
  };
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["test/bench/panels-page.ts"],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    outdir: "test/results",
    define: { "process.env.NODE_ENV": '"production"', "process.env": "{}" },
    tsconfig: "tsconfig.json",
    jsx: "automatic",
  });
  const script = outputFiles.find(({ path }) => path.endsWith(".js"));
  if (!script) throw new Error("the charts could not be bundled");
  return script.text;
}
