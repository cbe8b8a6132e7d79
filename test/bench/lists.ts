import pg from "pg";
import { systemCtx } from "@/server/foundation/context";
import { openDb } from "@/server/foundation/db/open";
import { listRuns } from "@/server/runs/schema";
import { list } from "@/server/runs/service";
import type { Asker } from "./data";
import { settings } from "./settings";
import { type Timing, timed, timingOf } from "./timing";

/** The three questions of the benchmark; `i` varies the names, so that no answer is only a remembered one. */
export const questions = {
  "by start time": () => ({}),
  "sorted by a metric": (i: number) => ({ sort: `-metrics.m${metric(i, 0)}` }),
  "two metrics, one param, sorted by a third": (i: number) => ({
    sort: `-metrics.m${metric(i, 0)}`,
    filter: `metrics.m${metric(i, 1)} > 0.5 and metrics.m${metric(i, 2)} > 0.5 and params.p${1 + (i % 9)} = ${i % 10}`,
  }),
} as const satisfies Record<string, (i: number) => { sort?: string; filter?: string }>;
export type Question = keyof typeof questions;

/** Three names for each round, never the same twice in one. */
export const metric = (i: number, place: number): number => 1 + ((i * 7 + place * 6) % settings.metrics);

export async function ask(url: string, asker: Asker, path: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${asker.token}` } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** A page of fifty over HTTP. */
export function overHttp(url: string, asker: Asker, question: Question): Promise<Timing> {
  return timed(settings.rounds, async (i) => {
    const query = new URLSearchParams({ limit: "50", ...questions[question](i) });
    const { items } = (await ask(url, asker, `/runs?${query}`)) as { items: unknown[] };
    if (items.length === 0) throw new Error(`${question} gave no runs`);
  });
}

type Statement = { text: string; values: unknown[] };

/**
 * The same page's statements by themselves: recorded once from the service, then sent one after the other over one
 * connection. Rights and names of projects are read by every verb and left out.
 */
export async function bareSql(databaseUrl: string, question: Question): Promise<Timing> {
  const { db, pool, close } = openDb(databaseUrl, { max: 4 });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ms: number[] = [];
  for (let i = 0; i < settings.rounds + 10; i++) {
    const statements = await recorded(pool, () =>
      list(systemCtx(db, "bench"), listRuns.parse({ limit: 50, ...questions[question](i) })),
    );
    const begun = performance.now();
    for (const statement of statements) await client.query(statement);
    if (i >= 10) ms.push(performance.now() - begun);
  }
  await client.end();
  await close();
  return timingOf(ms);
}

async function recorded(pool: pg.Pool, run: () => Promise<unknown>): Promise<Statement[]> {
  const found: Statement[] = [];
  const query = pool.query;
  const tapped = (given: { text: string }, values: unknown[]) => {
    if (/\bruns\b|_keys\b/.test(given.text)) found.push({ text: given.text, values });
    return Reflect.apply(query, pool, [given, values]);
  };
  Object.assign(pool, { query: tapped });
  await run();
  Object.assign(pool, { query });
  return found;
}
