import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { createConnection } from "@/server/connections/schema";
import { create } from "@/server/connections/service";
import { syncConnection } from "@/server/connections/sync/sync";
import type { OpenDb } from "@/server/foundation/db/open";
import type { TestProject } from "./models-world";

type Draft = Partial<z.input<typeof createConnection>> & { url: string };

/** A connection of a project, made as a maintainer would. */
export async function connect(project: TestProject, draft: Draft) {
  return create(project.as.maintainer, {
    project: project.project.slug,
    vendor: "mlflow",
    name: `connection to ${new URL(draft.url).port} ${Math.random().toString(36).slice(2, 8)}`,
    credentials: null,
    options: {},
    ...draft,
  });
}

/** One reading, as the job does it. */
export function sync({ db }: OpenDb, connectionId: string, now?: () => number): Promise<void> {
  return syncConnection({ db, connectionId, signal: new AbortController().signal, now, random: () => 0 });
}

/** All that was read through a connection, without what differs from one reading to another: ids and the times of reading. */
export async function contents({ db }: OpenDb, connectionId: string): Promise<unknown[]> {
  const { rows } = await db.execute<{ run: unknown }>(sql`
    select jsonb_build_object(
      'run', to_jsonb(r) - '{id,connection_id,pipeline_id,changed_at,project_id}'::text[], 'pipeline', p.name,
      'params', (select jsonb_object_agg(k.name, v.value) from run_params v join param_keys k on k.id = v.key_id where v.run_id = r.id),
      'metrics', (select jsonb_object_agg(k.name, array[v.value::text, v.step::text, v.at::text]) from run_metrics v join metric_keys k on k.id = v.key_id where v.run_id = r.id),
      'datasets', (select jsonb_agg(to_jsonb(d) - 'run_id' order by d.name, d.context) from run_datasets d where d.run_id = r.id),
      'files', (select jsonb_agg(to_jsonb(a) - 'run_id' order by a.path) from run_artifacts a where a.run_id = r.id),
      'jobs', (select jsonb_agg(to_jsonb(j) - '{id,run_id,created_at}'::text[] order by j.external_id) from jobs j where j.run_id = r.id),
      'points', (select jsonb_agg(array[k.name, pt.x::text, pt.at::text, pt.value::text] order by k.name, pt.x, pt.at, pt.value)
        from series s join metric_keys k on k.id = s.key_id join points pt on pt.series_id = s.id where s.subject = 'run:' || r.id)) as run
    from runs r join pipelines p on p.id = r.pipeline_id
    where r.connection_id = ${connectionId}::bigint order by r.external_id`);
  return rows.map((row) => row.run);
}

const TABLES = [
  ...[
    "pipelines",
    "runs",
    "run_metrics",
    "run_params",
    "run_datasets",
    "run_artifacts",
    "jobs",
    "series",
    "points",
  ],
  ...[
    "models",
    "model_versions",
    "model_aliases",
    "sync_cursors",
    "metric_keys",
    "param_keys",
    "audit_events",
  ],
];

/** Which transaction wrote each row: the same twice means that nothing was written between. */
export async function writings({ db }: OpenDb): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of TABLES) {
    const { rows } = await db.execute<{ sum: string }>(
      sql`select md5(string_agg(ctid::text || xmin::text, ' ' order by ctid)) as sum from ${sql.identifier(table)}`,
    );
    found[table] = rows[0]?.sum ?? "empty";
  }
  return found;
}
