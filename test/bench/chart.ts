import { openDb } from "@/server/foundation/db/open";
import { findSeries, readBuckets } from "@/server/metrics/read";
import { subjectKey } from "@/server/metrics/subject";
import { type Asker, seedSeries } from "./data";
import { ask } from "./lists";
import { settings } from "./settings";
import { type Timing, timed } from "./timing";

export type ChartTimings = { long: Timing; short: Timing; sql: Timing; pointsPerSecond: number };

const width = 1_000;

/** The chart of a very long series against that of a short one, whole and zoomed in at changing places. */
export async function measureChart(url: string, databaseUrl: string, asker: Asker): Promise<ChartTimings> {
  const { db, close } = openDb(databaseUrl, { max: 2 });
  const pointsPerSecond = await seedSeries(db, "1", "long", settings.longSeries);
  await seedSeries(db, "2", "short", settings.shortSeries);
  const read = async (run: number, name: string, span: Record<string, string> = {}) => {
    const query = new URLSearchParams({ subject: `run:${run}`, name, width: String(width), ...span });
    const { buckets } = (await ask(url, asker, `/series?${query}`)) as { buckets: unknown[] };
    if (buckets.length < width / 3) throw new Error(`${name} came in ${buckets.length} buckets`);
  };
  const long = await timed(settings.rounds, (i) => read(1, "long", i % 2 ? zoom(i) : {}));
  const short = await timed(settings.rounds, () => read(2, "short"));
  const [series] = await findSeries(db, subjectKey.run("1"), "long");
  if (!series) throw new Error("the long series is not there");
  const sql = await timed(settings.rounds, () => readBuckets(db, series, { width }));
  await close();
  return { long, short, sql, pointsPerSecond };
}

function zoom(i: number): Record<string, string> {
  const length = Math.floor(settings.longSeries / (2 + (i % 40)));
  const from = Math.floor((((i * 7919) % 1000) / 1000) * (settings.longSeries - length));
  return { from: String(from), to: String(from + length) };
}
