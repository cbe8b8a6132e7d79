import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Db } from "@/server/foundation/db/open";
import { startManyRuns } from "../peers/many-runs";
import type { Asker } from "./data";
import { ask, questions } from "./lists";
import type { Product } from "./product";
import { settings } from "./settings";
import { type Timing, timed, timedUntil } from "./timing";

export type SyncTimings = {
  idle: Timing;
  during: Timing;
  runs: number;
  runsPerSecond: number;
  /** Highest seen while it read, in bytes. */
  memory: { node: number; database: number };
};

/** The list as it is read while a sync of very many runs is under way, against the list at rest. */
export async function measureSync(product: Product, db: Db, asker: Asker): Promise<SyncTimings> {
  const { url } = product;
  const page = () =>
    ask(
      url,
      asker,
      `/runs?${new URLSearchParams({ project: "bench", limit: "50", ...questions["by start time"]() })}`,
    );
  const idle = await timed(settings.rounds, page);
  const source = await startManyRuns({
    runs: settings.syncRuns,
    params: settings.params,
    metrics: settings.metrics,
    points: 1,
    newestMs: Date.now(),
  });
  const made = await fetch(`${url}/api/v1/connections`, {
    method: "POST",
    headers: { authorization: `Bearer ${asker.token}`, "content-type": "application/json" },
    body: JSON.stringify({ project: "bench", vendor: "mlflow", name: "many", url: source.url }),
  });
  if (!made.ok) throw new Error(`no connection was made: ${await made.text()}`);
  const { id } = (await made.json()) as { id: string };
  const read = async () => {
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::integer as n from runs where connection_id = ${id}::bigint`,
    );
    return rows[0]?.n ?? 0;
  };
  while ((await read()) === 0) await pause(50);
  const begun = performance.now();
  const before = await read();
  const memory = { node: 0, database: 0 };
  let runs = before;
  let checked = 0;
  const during = await timedUntil(async () => {
    const now = performance.now();
    if (now - checked > 2000) {
      checked = now;
      runs = await read();
      const { node, database } = product.memory();
      memory.node = Math.max(memory.node, node);
      memory.database = Math.max(memory.database, database);
    }
    return runs >= settings.syncRuns || now - begun > settings.syncSeconds * 1000;
  }, page);
  const runsPerSecond = (runs - before) / ((performance.now() - begun) / 1000);
  await source.stop();
  return { idle, during, runs, runsPerSecond, memory };
}
