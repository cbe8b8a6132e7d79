import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, isBuilt } from "@/server/cli/build.mjs";
import { command } from "@/server/cli/command";
import { migrate } from "@/server/cli/database/migrate";
import { openEmbedded } from "@/server/foundation/db/embedded";
import { openDb } from "@/server/foundation/db/open";
import { measureChart } from "./chart";
import { type Asker, seed } from "./data";
import { bareSql, overHttp, type Question, questions } from "./lists";
import { measureMlflow } from "./mlflow";
import { weighPages } from "./pages";
import { type Product, startProduct } from "./product";
import { type Results, report, type SizeTimings } from "./report";
import { settings } from "./settings";
import { measureSync } from "./sync";

const say = (words: string) => console.error(`bench: ${words}`);
const secret = "a secret of the bench, and long enough";

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

async function main(): Promise<undefined> {
  if (!isBuilt()) {
    say("building");
    await build();
  }
  const empty = await secondsToReady(placeFor("empty"));
  say(`ready in ${empty.toFixed(1)} s on an empty folder`);
  const sizes: SizeTimings[] = [];
  let rest: Omit<Results, "sizes" | "ready" | "mlflow"> | null = null;
  let filled = Number.NaN;
  for (const runs of new Set(settings.databaseUrl ? [settings.large] : [settings.small, settings.large])) {
    const place = placeFor(String(runs));
    try {
      await within(place, runs, async (product, databaseUrl, asker) => {
        sizes.push(await measureLists(product, databaseUrl, asker, runs));
        if (runs !== settings.large) return;
        say("charts");
        const chart = await measureChart(product.url, databaseUrl, asker);
        say("pages");
        const pages = await weighPages(product.url, asker);
        say("the list during a sync");
        const { db, close } = openDb(databaseUrl, { max: 2 });
        const sync = await measureSync(product, db, asker);
        await close();
        rest = { chart, pages, sync };
      });
      if (runs === settings.large) filled = await secondsToReady(place, false);
    } finally {
      place.remove();
    }
  }
  if (!rest) throw new Error("nothing was measured");
  say("MLflow");
  const mlflow = settings.mlflowRuns > 0 ? await measureMlflow() : null;
  const words = report({
    ...(rest as Omit<Results, "sizes" | "ready" | "mlflow">),
    sizes,
    ready: { empty, filled },
    mlflow,
  });
  mkdirSync("test/results", { recursive: true });
  writeFileSync("test/results/bench.md", `${words}\n`);
  console.log(words);
}

async function secondsToReady(place: Place, remove = true): Promise<number> {
  const product = await startProduct(place.env);
  await product.stop();
  if (remove) place.remove();
  return product.secondsToReady;
}

/** Fills a database, starts Terrapin on it, and stops both afterwards. */
async function within(
  place: Place,
  runs: number,
  run: (product: Product, databaseUrl: string, asker: Asker) => Promise<void>,
) {
  const database = await place.url();
  try {
    await migrate(database.url);
    say(`filling a database with ${runs} runs`);
    const { db, close } = openDb(database.url, { max: 2 });
    const asker = await seed(db, runs);
    await close();
    const product = await startProduct(place.env);
    try {
      await run(product, database.url, asker);
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

command(main);
