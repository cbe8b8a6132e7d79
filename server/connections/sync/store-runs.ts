import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { SourcePipeline, SourceRun } from "@/server/backends/types";
import type { Tx } from "@/server/foundation/db/open";
import { cut, datasetRows, jobRows, metricRows, paramRows, runRow } from "./rows";

/** Writes a page of runs. No statement writes a row that is unchanged. */

export type At = { projectId: string; connectionId: string };

/** One JSON parameter as rows. `columns` is a literal of this file. */
const rowsOf = (rows: readonly unknown[], columns: string): SQL =>
  sql`json_to_recordset(${JSON.stringify(rows)}::json) as r(${sql.raw(columns)})`;

/** The `set` and `where` of an upsert that writes only rows that differ; the table's alias is `old`. */
function overwrite(columns: readonly string[], special: Record<string, string> = {}) {
  const set = columns.map((c) => `${c} = ${special[c] ?? `excluded.${c}`}`).join(", ");
  const was = columns.map((c) => `old.${c}`).join(", ");
  const is = columns.map((c) => special[c] ?? `excluded.${c}`).join(", ");
  return { set: sql.raw(set), differs: sql.raw(`(${was}) is distinct from (${is})`) };
}

/** When it was first seen to be deleted, as long as it is. */
const seenFirst =
  "case when excluded.deleted_at is not null then coalesce(old.deleted_at, excluded.deleted_at) end";

/** A pipeline that was deleted takes its runs along. @returns the ids of all given pipelines by their external id */
export async function upsertPipelines(
  tx: Tx,
  at: At,
  pipelines: readonly SourcePipeline[],
  now: string,
): Promise<Map<string, string>> {
  if (pipelines.length === 0) return new Map();
  const distinct = [...new Map(pipelines.map((p) => [p.externalId, p])).values()];
  const list = distinct.map((p) => ({
    external_id: p.externalId,
    name: cut(p.name),
    kind: p.kind,
    url: p.url,
    deleted_at: p.deleted ? now : null,
  }));
  const { rows } = await tx.execute<{ id: string; deleted: boolean }>(sql`
    insert into pipelines as old (project_id, connection_id, external_id, name, kind, url, deleted_at)
    select ${at.projectId}::bigint, ${at.connectionId}::bigint, external_id, name, kind, url, deleted_at
    from ${rowsOf(list, "external_id text, name text, kind text, url text, deleted_at timestamptz(3)")} order by external_id
    on conflict (connection_id, external_id) do update
      set name = excluded.name, kind = excluded.kind, url = excluded.url, deleted_at = ${sql.raw(seenFirst)}
      where (old.name, old.kind, old.url, old.deleted_at is null)
        is distinct from (excluded.name, excluded.kind, excluded.url, excluded.deleted_at is null)
    returning id::text, deleted_at is not null as deleted`);
  const deleted = rows.flatMap((row) => (row.deleted ? [row.id] : []));
  if (deleted.length > 0)
    await tx.execute(sql`
      update runs set deleted_at = ${now}, changed_at = ${now}
      where pipeline_id = any(${sql.param(deleted)}::bigint[]) and deleted_at is null`);
  return idsOf(
    tx,
    "pipelines",
    at,
    distinct.map((p) => p.externalId),
  );
}

export async function idsOf(
  tx: Tx,
  table: "pipelines" | "runs",
  at: At,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map();
  const { rows } = await tx.execute<{ id: string; external_id: string }>(sql`
    select id::text, external_id from ${sql.raw(table)}
    where connection_id = ${at.connectionId}::bigint and external_id = any(${sql.param(externalIds)}::text[])`);
  return new Map(rows.map((row) => [row.external_id, row.id]));
}

const RUN_COLUMNS = [
  ...[
    "pipeline_id",
    "parent_external_id",
    "kind",
    "name",
    "number",
    "status",
    "status_raw",
    "branch",
    "commit_sha",
    "commit_title",
  ],
  ...["trigger", "actor", "queued_at", "started_at", "finished_at", "duration_ms", "url", "tags", "left_out"],
  "deleted_at",
];
const RUN_ROW = `external_id text, pipeline_id bigint, parent_external_id text, kind text, name text, number text, status text, status_raw text,
  branch text, commit_sha text, commit_title text, trigger text, actor text, queued_at timestamptz(3),
  started_at timestamptz(3), finished_at timestamptz(3), duration_ms bigint, url text, tags jsonb,
  left_out jsonb, deleted_at timestamptz(3), changed_at timestamptz(3)`;
// Lists leave out the commit's title, details have it: a known one stays.
const overRuns = overwrite(RUN_COLUMNS, {
  commit_title: "coalesce(excluded.commit_title, old.commit_title)",
  // A mark keeps the time it was made.
  deleted_at: seenFirst,
});

/** @returns ids of those that were new or changed */
export async function upsertRuns(
  tx: Tx,
  at: At,
  runs: readonly SourceRun[],
  pipelineIds: Map<string, string>,
  now: string,
): Promise<{ created: string[]; changed: string[] }> {
  const list = runs.map((run) => ({
    ...runRow(run, pipelineIds.get(run.pipelineExternalId) ?? ""),
    deleted_at: run.deleted ? now : null,
  }));
  const columns = sql.raw(RUN_COLUMNS.join(", "));
  const { rows } = await tx.execute<{ id: string; created: boolean }>(sql`
    insert into runs as old (project_id, connection_id, external_id, ${columns}, changed_at)
    select ${at.projectId}::bigint, ${at.connectionId}::bigint, external_id, ${columns}, coalesce(changed_at, ${now})
    from ${rowsOf(list, RUN_ROW)} order by external_id
    on conflict (connection_id, external_id) do update
      set ${overRuns.set}, changed_at = excluded.changed_at,
        parent_id = case when old.parent_external_id = excluded.parent_external_id then old.parent_id end
      where ${overRuns.differs}
    returning id::text, (xmax = 0) as created`);
  return {
    created: rows.filter((row) => row.created).map((row) => row.id),
    changed: rows.filter((row) => !row.created).map((row) => row.id),
  };
}

/**
 * Links runs to their parents, in whichever order they arrive: those among `runIds` to theirs, and those that waited to
 * the parents among `runIds`. Runs that are each other's ancestors have no parent.
 */
export async function linkParents(tx: Tx, at: At, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  const link = async (arrived: "child" | "parent") => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      update runs child set parent_id = parent.id from runs parent
      where child.connection_id = ${at.connectionId}::bigint and child.parent_id is null
        and child.parent_external_id is not null
        and parent.connection_id = ${at.connectionId}::bigint and parent.external_id = child.parent_external_id
        and ${sql.raw(arrived)}.id = any(${sql.param(runIds)}::bigint[])
      returning child.id::text`);
    return rows.map(({ id }) => id);
  };
  const linked = [...(await link("child")), ...(await link("parent"))];
  if (linked.length === 0) return;
  await tx.execute(sql`
    with recursive up (start, id) as (
      select id, parent_id from runs where id = any(${sql.param(linked)}::bigint[])
      union select up.start, r.parent_id from up join runs r on r.id = up.id where r.parent_id is not null)
    update runs set parent_id = null where id in (select start from up where start = id)`);
}

/** Metrics, params, datasets and jobs of runs. @returns the ids of runs where any of them changed */
export async function upsertParts(
  tx: Tx,
  runs: readonly SourceRun[],
  runIds: Map<string, string>,
  keys: { metrics: Map<string, number>; params: Map<string, number> },
): Promise<Set<string>> {
  const touched = new Set<string>();
  const write = async (rows: readonly unknown[], statement: (rows: readonly unknown[]) => SQL) => {
    if (rows.length === 0) return;
    const written = await tx.execute<{ run_id: string }>(statement(rows));
    for (const row of written.rows) touched.add(row.run_id);
  };
  await write(metricRows(runs, runIds, keys.metrics), insertMetrics);
  await write(paramRows(runs, runIds, keys.params), insertParams);
  await write(datasetRows(runs, runIds), insertDatasets);
  await write(jobRows(runs, runIds), insertJobs);
  return touched;
}

const insertMetrics = (rows: readonly unknown[]) => sql`
  insert into run_metrics as old (run_id, key_id, value, step, at)
  select run_id, key_id, value, step, at
  from ${rowsOf(rows, "run_id bigint, key_id integer, value float8, step bigint, at timestamptz(3)")}
  order by run_id, key_id
  on conflict (run_id, key_id) do update set value = excluded.value, step = excluded.step, at = excluded.at,
    sender_id = null
    where (old.value, old.step, old.at, old.sender_id)
      is distinct from (excluded.value, excluded.step, excluded.at, null::integer)
  returning run_id::text`;

const insertParams = (rows: readonly unknown[]) => sql`
  insert into run_params as old (run_id, key_id, value)
  select run_id, key_id, value from ${rowsOf(rows, "run_id bigint, key_id integer, value text")}
  order by run_id, key_id
  on conflict (run_id, key_id) do update set value = excluded.value where old.value is distinct from excluded.value
  returning run_id::text`;

const DATASET_ROW = "run_id bigint, name text, digest text, context text, source_type text, source text";
const insertDatasets = (rows: readonly unknown[]) => sql`
  insert into run_datasets (run_id, name, digest, context, source_type, source)
  select run_id, name, digest, context, source_type, source from ${rowsOf(rows, DATASET_ROW)}
  on conflict do nothing returning run_id::text`;

const JOB_COLUMNS = [
  ...["name", "stage", "status", "status_raw", "failure_reason", "allowed_to_fail", "queued_at"],
  ...["started_at", "finished_at", "duration_ms", "url", "artifacts"],
];
const JOB_ROW = `run_id bigint, external_id text, name text, stage text, status text, status_raw text,
  failure_reason text, allowed_to_fail integer, queued_at timestamptz(3), started_at timestamptz(3),
  finished_at timestamptz(3), duration_ms bigint, url text, artifacts jsonb`;
const overJobs = overwrite(JOB_COLUMNS);
const insertJobs = (rows: readonly unknown[]) => sql`
  insert into jobs as old (run_id, external_id, ${sql.raw(JOB_COLUMNS.join(", "))})
  select run_id, external_id, ${sql.raw(JOB_COLUMNS.join(", "))} from ${rowsOf(rows, JOB_ROW)}
  order by run_id, external_id
  on conflict (run_id, external_id) do update set ${overJobs.set} where ${overJobs.differs}
  returning run_id::text`;

/** Ids of a project's param names; new names get one. */
export async function paramKeysOf(tx: Tx, at: At, names: readonly string[]): Promise<Map<string, number>> {
  const find = async () => {
    const { rows } = await tx.execute<{ id: number; name: string }>(sql`
      select id, name from param_keys
      where project_id = ${at.projectId}::bigint and name = any(${sql.param(names)}::text[])`);
    return new Map(rows.map((row) => [row.name, row.id]));
  };
  const known = names.length === 0 ? new Map<string, number>() : await find();
  const unknown = [...new Set(names)].filter((name) => !known.has(name)).sort();
  if (unknown.length === 0) return known;
  await tx.execute(sql`
    insert into param_keys (project_id, name)
    select ${at.projectId}::bigint, name from unnest(${sql.param(unknown)}::text[]) with ordinality as t(name, place)
    order by place on conflict (project_id, name) do nothing`);
  return find();
}

/** Sets the change time of runs whose parts changed and whose own row did not. */
export async function touch(tx: Tx, runIds: readonly string[], now: string): Promise<void> {
  if (runIds.length === 0) return;
  await tx.execute(sql`update runs set changed_at = ${now} where id = any(${sql.param(runIds)}::bigint[])`);
}
