import type { Result } from "lighthouse";
import { type FormFactor, scoreOf, startAuditor } from "../browser/lighthouse";
import { measuredVisits } from "../browser/visits";
import { settings } from "./settings";
import type { Site } from "./site";
import { timingOf } from "./timing";

/** Medians of a page's runs: the score of 0 to 100, times in ms, layout shift without unit. */
export type Performance = {
  page: string;
  formFactor: FormFactor;
  score: number;
  contentfulPaint: number;
  blocking: number;
  shift: number;
};

/** Lighthouse's performance category over the measured pages, on its own simulated networks and processors. */
export async function measurePerformance(site: Site): Promise<Performance[]> {
  const auditor = await startAuditor();
  const found: Performance[] = [];
  try {
    for (const visit of measuredVisits) {
      const url = await site.addressOf(visit);
      await auditor.setCookies(
        visit.signedOut ? [] : site.cookies.map((cookie) => ({ ...cookie, url: site.url })),
      );
      for (const formFactor of ["desktop", "mobile"] as const) {
        const results: Result[] = [];
        for (let i = 0; i < settings.lighthouseRounds; i++) {
          results.push(await auditor.audit(url, { formFactor, categories: ["performance"] }));
        }
        found.push({ page: visit.name, formFactor, ...mediansOf(results) });
      }
    }
  } finally {
    await auditor.close();
  }
  return found;
}

function mediansOf(results: Result[]): Omit<Performance, "page" | "formFactor"> {
  const median = (read: (result: Result) => number) => timingOf(results.map(read)).median;
  const audit = (id: string) => median((result) => result.audits[id]?.numericValue ?? Number.NaN);
  return {
    score: median((result) => scoreOf(result, "performance")),
    contentfulPaint: audit("largest-contentful-paint"),
    blocking: audit("total-blocking-time"),
    shift: audit("cumulative-layout-shift"),
  };
}
