import { type ContentTiming, measureContent } from "./content";
import { measurePerformance, type Performance } from "./lighthouse";
import { type PageWeight, weighPages } from "./pages";
import { measurePanels, type PanelTiming } from "./panels";
import { say } from "./say";
import { settings } from "./settings";
import { type Site, startSite } from "./site";

export type BrowserResults = {
  weights: PageWeight[];
  performance: Performance[];
  content: ContentTiming[];
  panels: PanelTiming[];
};

/** The pages of the sample workspace as a browser loads them, where asked beside those of another checkout. */
export async function measureBrowser(): Promise<BrowserResults> {
  const sites: Site[] = [];
  const start = async (checkout: string) => {
    say(`starting the sample workspace of ${checkout}`);
    const site = await startSite(checkout);
    sites.push(site);
    return site;
  };
  try {
    const site = await start(".");
    const before = settings.beside ? await start(settings.beside) : null;
    say("what pages weigh");
    const weights = await weighPages(site, before);
    say("time to useful content");
    const content = await measureContent(site, before);
    say("charts");
    const panels = await measurePanels();
    say("Lighthouse");
    return { weights, content, panels, performance: await measurePerformance(site) };
  } finally {
    for (const { stop } of sites) await stop();
  }
}
