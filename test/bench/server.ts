import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "@/server/cli/database/migrate";
import { openEmbedded } from "@/server/foundation/db/embedded";
import { openDb } from "@/server/foundation/db/open";
import { type ChartTimings, measureChart } from "./chart";
import { type Asker, seed } from "./data";
import { bareSql, overHttp, type Question, questions } from "./lists";
import { type MlflowTimings, measureMlflow } from "./mlflow";
import { type Product, startProduct } from "./product";
import { say } from "./say";
import { settings } from "./settings";
import { measureSync, type SyncTimings } from "./sync";
import type { Timing } from "./timing";

const secret = "a secret of the bench, and long enough";

export type SizeTimings = { runs: number; http: Record<string, Timing>; sql: Record<string, Timing> };

export type ServerResults = {
  sizes: SizeTimings[];
  chart: ChartTimings;
  sync: SyncTimings;
  /** Seconds from the command to "ready". */
  ready: { empty: number; filled: number };
  mlflow: MlflowTimings | null;
};

/** A place for a database: a data folder of its own, or the server that BENCH_DATABASE_URL names. */
type Place = {
  env: Record<string, string>;
  url: () => Promise<{ url: string; close: () => Promise<unknown> }>;
  remove: () => void;
};

function placeFor(name: string): Place {
  const dataDir = mkdtempSync(join(tmpdir(), `terrapin-bench-${name}-`));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const env = { TERRAPIN_DATA_DIR: dataDir, TERRAPIN_SECRET: secret };
  const given = settings.databaseUrl;
  if (!given) return { env, remove, url: () => openEmbedded({ dataDir, name: "bench" }) };
  return {
    env: { ...env, DATABASE_URL: given },
    remove,
    url: async () => ({ url: given, close: async () => {} }),
  };
}

/** Lists, charts and a sync over HTTP, among very many runs. */
export async function measureServer(): Promise<ServerResults> {
  const empty = await secondsToReady(placeFor("empty"));
  say(`ready in ${empty.toFixed(1)} s on an empty folder`);
  const sizes: SizeTimings[] = [];
  let rest: Pick<ServerResults, "chart" | "sync"> | undefined;
  let filled = Number.NaN;
  for (const runs of new Set(settings.databaseUrl ? [settings.large] : [settings.small, settings.large])) {
    const place = placeFor(String(runs));
    try {
      rest = await within(place, runs, async (product, databaseUrl, asker) => {
        sizes.push(await measureLists(product, databaseUrl, asker, runs));
        return runs === settings.large ? measureRest(product, databaseUrl, asker) : undefined;
      });
      if (runs === settings.large) filled = await secondsToReady(place, false);
    } finally {
      place.remove();
    }
  }
  if (!rest) throw new Error("nothing was measured");
  say("MLflow");
  const mlflow = settings.mlflowRuns > 0 ? await measureMlflow() : null;
  return { ...rest, sizes, ready: { empty, filled }, mlflow };
}

async function measureRest(product: Product, databaseUrl: string, asker: Asker) {
  say("charts");
  const chart = await measureChart(product.url, databaseUrl, asker);
  say("the list during a sync");
  const { db, close } = openDb(databaseUrl, { max: 2 });
  const sync = await measureSync(product, db, asker);
  await close();
  return { chart, sync };
}

async function secondsToReady(place: Place, remove = true): Promise<number> {
  const product = await startProduct(place.env);
  await product.stop();
  if (remove) place.remove();
  return product.secondsToReady;
}

/** Fills a database, starts Terrapin on it, and stops both afterwards. */
async function within<T>(
  place: Place,
  runs: number,
  run: (product: Product, databaseUrl: string, asker: Asker) => Promise<T>,
): Promise<T> {
  const database = await place.url();
  try {
    await migrate(database.url);
    say(`filling a database with ${runs} runs`);
    const { db, close } = openDb(database.url, { max: 2 });
    const asker = await seed(db, runs);
    await close();
    const product = await startProduct(place.env);
    try {
      return await run(product, database.url, asker);
    } finally {
      await product.stop();
    }
  } finally {
    await database.close();
  }
}

async function measureLists(
  product: Product,
  databaseUrl: string,
  asker: Asker,
  runs: number,
): Promise<SizeTimings> {
  const timings: SizeTimings = { runs, http: {}, sql: {} };
  for (const question of Object.keys(questions) as Question[]) {
    say(`${runs} runs ${question}`);
    timings.http[question] = await overHttp(product.url, asker, question);
    timings.sql[question] = await bareSql(databaseUrl, question);
  }
  return timings;
}
