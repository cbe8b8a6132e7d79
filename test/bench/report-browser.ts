import type { BrowserResults } from "./browser";
import { against, ms, table, times } from "./markdown";
import { settings } from "./settings";

/** First load, time to content, charts and Lighthouse as Markdown tables. */
export const browserTables = (results: BrowserResults): string[] => [
  weights(results),
  content(results),
  panels(results),
  performance(results),
];

const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

function weights({ weights }: BrowserResults): string {
  const rows = weights.map(({ page, bytes, before }) => [
    `\`${page}\``,
    kb(bytes),
    against(bytes <= 230_000, "≤ 230 kB"),
    before === null ? "not asked" : kb(before),
  ]);
  return `## First-load JavaScript, gzip\n\n${table(["page", "", "in aim", "before"], rows)}`;
}

function content({ content }: BrowserResults): string {
  const rows = content.map(({ page, now, before }) => [
    page,
    ms(now.median),
    ms(now.p95),
    before ? ms(before.median) : "not asked",
    before
      ? against(now.median <= 0.7 * before.median, `${times(now.median, before.median)}, aim 0.7×`)
      : "not asked",
  ]);
  return `## Time to useful content\n\nChromium at 4 × CPU slowdown with an empty cache, until 95 % of the first screen's words are there; ${settings.contentRounds} loads each.\n\n${table(["page", "median", "p95", "before, median", "in aim"], rows)}`;
}

function panels({ panels }: BrowserResults): string {
  const rows = panels.map(({ panel, first, again, busy }) => [
    panel,
    ms(first),
    `${ms(again.median)} · ${against(again.median <= 150, "≤ 150 ms")}`,
    ms(again.p95),
    ms(busy.median),
  ]);
  return `## Charts, until they are painted\n\nIn an empty page 900 pixels wide.\n\n${table(["chart", "first in the page", "again, median", "p95", "main thread"], rows)}`;
}

function performance({ performance }: BrowserResults): string {
  const rows = performance.map(({ page, formFactor, score, contentfulPaint, blocking, shift }) => {
    const [least, most] = formFactor === "desktop" ? [95, 100] : [90, null];
    return [
      `${page}, ${formFactor}`,
      `${score} · ${against(score >= least, `≥ ${least}`)}`,
      ms(contentfulPaint),
      most === null ? ms(blocking) : `${ms(blocking)} · ${against(blocking <= most, `≤ ${most} ms`)}`,
      `${shift.toFixed(3)} · ${against(shift <= 0.02, "≤ 0.02")}`,
    ];
  });
  return `## Lighthouse, performance\n\nIts own simulated network and processor; the median of ${settings.lighthouseRounds} runs.\n\n${table(["page", "score", "largest contentful paint", "blocking time", "layout shift"], rows)}`;
}
