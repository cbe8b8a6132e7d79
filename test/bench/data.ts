import { hash } from "@node-rs/argon2";
import { sql } from "drizzle-orm";
import { requireRight } from "@/server/access/access";
import { systemCtx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { people } from "@/server/foundation/db/tables/people";
import { appendPoints } from "@/server/metrics/append";
import { subjectKey } from "@/server/metrics/subject";
import { create } from "@/server/people/tokens/service";
import { settings } from "./settings";

/** Who asks: an owner with a token and a password. */
export type Asker = { token: string; email: string; password: string };

/**
 * A repeatable number in [0, 1) for run `r` and name `k`. `fill_mlflow.py` has the same one, so that both hold the
 * same data.
 */
const noise = sql.raw(`
  create or replace function pg_temp.mixed(r bigint, k bigint) returns bigint language sql immutable as $$
    select x # (x >> 16) from (select ((x # (x >> 16)) * 73244475) & 4294967295 as x from (
      select ((x # (x >> 16)) * 73244475) & 4294967295 as x from (select (r * 40503 + k * 2654435) & 4294967295 as x) a) b) c
  $$`);

/** The database as it is with `runs` training runs of `settings.params` params and `settings.metrics` metrics each. */
export async function seed(db: Db, runs: number): Promise<Asker> {
  const asker = await makeAsker(db);
  await db.transaction(async (tx) => {
    const run = (text: string) => tx.execute(sql.raw(text));
    await tx.execute(noise);
    await run(`insert into projects (slug, name) values ('bench', 'Bench');
      insert into connections (project_id, vendor, name, url, paused_at) values (1, 'mlflow', 'mlflow', 'http://127.0.0.1:9', now());
      insert into pipelines (project_id, connection_id, external_id, name, kind)
        select 1, 1, i, 'experiment-' || i, 'training' from generate_series(1, 20) i;
      insert into metric_keys (project_id, name, better) select 1, 'm' || k, 'higher' from generate_series(1, ${settings.metrics}) k order by k;
      insert into param_keys (project_id, name) select 1, 'p' || k from generate_series(1, ${settings.params}) k order by k`);
    await run(`insert into runs (project_id, connection_id, pipeline_id, external_id, kind, name, status, status_raw, branch,
        commit_sha, actor, queued_at, started_at, finished_at, duration_ms, url, tags, changed_at)
      select 1, 1, 1 + r % 20, md5(r::text), 'training', 'run-' || r, case when r % 17 = 0 then 'failed' else 'succeeded' end, 'FINISHED',
        'main', md5((r % 5000)::text) || '00000000', 'contributor', at, at, at + '45 s', 45000, 'http://127.0.0.1:9/' || r,
        jsonb_build_object('mlflow.user', 'contributor', 'mlflow.source.name', 'train.py'), at
      from (select r, '2026-01-01'::timestamptz + r * interval '1 minute' as at from generate_series(1, ${runs}) r) as runs order by r`);
    await run(`insert into run_metrics (run_id, key_id, value, step, at)
      select r, k, pg_temp.mixed(r, k) / 4294967296.0, 10, '2026-01-01' from generate_series(1, ${runs}) r, generate_series(1, ${settings.metrics}) k`);
    await run(`insert into run_params (run_id, key_id, value)
      select r, k, case when k < 10 then (pg_temp.mixed(r, k + 100) % 10)::text else to_hex(pg_temp.mixed(r, k + 100)) end
      from generate_series(1, ${runs}) r, generate_series(1, ${settings.params}) k`);
  });
  await db.execute(sql`vacuum analyze`);
  return asker;
}

async function makeAsker(db: Db): Promise<Asker> {
  const email = "owner@example.com";
  const password = "the bench's own password";
  const [person] = await db
    .insert(people)
    .values({ email, name: "owner", passwordHash: await hash(password), isOwner: true })
    .returning();
  if (!person) throw new Error("nobody was made");
  const { id, name } = person;
  const ctx = {
    ...systemCtx(db, "bench"),
    actor: { kind: "person" as const, id, name, email, isOwner: true, via: "token" as const },
  };
  const { token } = await create(ctx, { name: "bench", expiresInDays: null });
  return { token, email, password };
}

const pointsAtOnce = 20_000;

/** A series of `points` steps on a run, written as a sync writes it. @returns points per second */
export async function seedSeries(db: Db, run: string, name: string, points: number): Promise<number> {
  const scope = await requireRight(systemCtx(db, "bench"), "metrics.write", { project: "bench" });
  const begun = performance.now();
  for (let from = 0; from < points; from += pointsAtOnce) {
    const piece = Array.from({ length: Math.min(pointsAtOnce, points - from) }, (_, i) => from + i);
    const values = piece.map((x) => ({
      x,
      at: x * 1000,
      value: Math.sin(x / 5_000) + ((x * 7_919) % 1_000) / 2_000,
    }));
    await db.transaction((tx) =>
      appendPoints(tx, scope, { subject: subjectKey.run(run), name, axis: "step" }, values),
    );
  }
  await db.execute(sql`vacuum analyze points, point_buckets, series`);
  return points / ((performance.now() - begun) / 1000);
}
