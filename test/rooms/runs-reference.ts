import { sql } from "drizzle-orm";
import type { Db } from "@/server/foundation/db/open";
import type { Condition } from "@/server/runs/filter";
import type { ListRuns } from "@/server/runs/schema";

/** A run as the reference sees it. */
export type Model = {
  id: number;
  project: string;
  name: string;
  kind: string;
  status: string;
  branch: string | null;
  commit: string | null;
  queuedAt: string;
  durationMs: number | null;
  metrics: Record<string, number>;
  params: Record<string, string>;
  tags: Record<string, string>;
};

function random(seed: number) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function made(): Model[] {
  const next = random(7);
  const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const list = Array.from(
    { length: 240 },
    (_, i): Model => ({
      id: i + 1,
      project: i % 3 === 0 ? "two" : "one",
      name: `r${i}`,
      kind: one(["code", "training", "deploy"]),
      status: one(["succeeded", "succeeded", "failed", "running", "queued", "canceled"]),
      branch: one(["main", "exp/a", "exp/b", "fix", null]),
      commit: null,
      // Several share a moment: the id decides.
      queuedAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 4) * 60_000 + 7).toISOString(),
      durationMs: next() < 0.2 ? null : Math.floor(next() * 50) * 1000,
      metrics: {
        ...(next() < 0.6 ? { auc: Math.round(next() * 20) / 20 } : {}),
        ...(next() < 0.5 ? { loss: next() } : {}),
      },
      params: next() < 0.7 ? { depth: one(["1", "2", "3", "10", "deep"]) } : {},
      tags: next() < 0.5 ? { team: one(["a", "b", "Ab"]) } : {},
    }),
  );
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2, -1];
  for (const [i, value] of odd.entries()) Object.assign(list[i * 3 + 1]?.metrics ?? {}, { only: value });
  const last = (name: string, more: Partial<Model>): Model => ({
    id: list.length + 1,
    project: "one",
    kind: "training",
    status: "succeeded",
    branch: "main",
    commit: null,
    queuedAt: "2026-02-01T00:00:00.000Z",
    durationMs: 5,
    metrics: {},
    params: {},
    tags: {},
    name,
    ...more,
  });
  list.push(last("odd-1e3", { params: { odd: "1e3" } }));
  list.push(last("odd-text", { params: { odd: "not a number" }, commit: "abcdef1".padEnd(40, "0") }));
  list.push(last("odd-huge", { params: { odd: "1e999" } }));
  list.push(last("100%_done", { metrics: { auc: Number.NaN } }));
  return list;
}

/** Two projects with runs of every sort, and a third without any. */
export async function seedRuns(db: Db): Promise<Model[]> {
  const list = made();
  await db.execute(
    sql.raw(`
    insert into projects (slug, name) values ('one', 'One'), ('two', 'Two'), ('three', 'Three');
    insert into connections (project_id, vendor, name, url) select id, 'mlflow', 'mlflow', 'http://x.test' from projects;
    insert into pipelines (project_id, connection_id, external_id, name, kind) select project_id, id, 'p', 'p', 'training' from connections;`),
  );
  const projects = { one: 1, two: 2 } as Record<string, number>;
  await db.execute(sql`
    insert into runs (project_id, connection_id, pipeline_id, external_id, kind, name, status, status_raw, branch, commit_sha, queued_at, duration_ms, tags, changed_at)
    select p, p, p, n, k, n, s, '', b, c, q, d, t, now()
    from jsonb_to_recordset(${JSON.stringify(list.map((r) => ({ p: projects[r.project], n: r.name, k: r.kind, s: r.status, b: r.branch, c: r.commit, q: r.queuedAt, d: r.durationMs, t: r.tags })))}::jsonb)
      as r(p bigint, n text, k text, s text, b text, c text, q timestamptz, d bigint, t jsonb)`);
  for (const run of list) {
    const project = projects[run.project];
    for (const [name, value] of Object.entries(run.metrics)) {
      await db.execute(
        sql`insert into metric_keys (project_id, name) values (${project}, ${name}) on conflict do nothing`,
      );
      await db.execute(
        sql`insert into run_metrics (run_id, key_id, value) select ${run.id}, id, ${value} from metric_keys where project_id = ${project} and name = ${name}`,
      );
    }
    for (const [name, value] of Object.entries(run.params)) {
      await db.execute(
        sql`insert into param_keys (project_id, name) values (${project}, ${name}) on conflict do nothing`,
      );
      await db.execute(
        sql`insert into run_params (run_id, key_id, value) select ${run.id}, id, ${value} from param_keys where project_id = ${project} and name = ${name}`,
      );
    }
  }
  return list;
}

/** The whole list, in the plainest way. */
export function expectedRuns(runs: readonly Model[], input: ListRuns): Model[] {
  const { project, kind, status, branch, q, filter, sort } = input;
  const words = q?.toLowerCase().split(/\s+/) ?? [];
  const kept = runs.filter(
    (run) =>
      (!project || run.project === project) &&
      (!kind || kind.includes(run.kind as never)) &&
      (!status || status.includes(run.status as never)) &&
      (!branch || branch.some((b) => new RegExp(`^${b.replaceAll("*", ".*")}$`).test(run.branch ?? "\n"))) &&
      words.every((word) => `${run.name} ${run.branch ?? ""}`.toLowerCase().includes(word)) &&
      (filter ?? []).every((condition) => holds(run, condition)),
  );
  const newest = (a: Model, b: Model) => b.queuedAt.localeCompare(a.queuedAt) || b.id - a.id;
  const key = (run: Model): number | undefined =>
    sort.by === "startedAt"
      ? Date.parse(run.queuedAt)
      : sort.by === "durationMs"
        ? (run.durationMs ?? undefined)
        : run.metrics[sort.name];
  const turn = sort.direction === "desc" ? -1 : 1;
  const numbers = kept.filter((run) => key(run) !== undefined && !Number.isNaN(key(run)));
  const nans = kept.filter((run) => Number.isNaN(key(run))).sort((a, b) => b.id - a.id);
  const none = kept.filter((run) => key(run) === undefined).sort(newest);
  const compare = (a: Model, b: Model) => {
    const [x, y] = [key(a) ?? 0, key(b) ?? 0];
    return turn * (x === y ? a.id - b.id : x < y ? -1 : 1);
  };
  return [...numbers.sort(compare), ...nans, ...none];
}

function holds(run: Model, { on, name, op, value }: Condition): boolean {
  const has = run[on][name];
  if (has === undefined) return false;
  const text = String(value);
  switch (op) {
    case ">":
      return Number(has) > Number(value);
    case ">=":
      return Number(has) >= Number(value);
    case "<":
      return Number(has) < Number(value);
    case "<=":
      return Number(has) <= Number(value);
    case "=":
      return String(has) === text;
    case "!=":
      return String(has) !== text;
    case "~":
      return String(has).toLowerCase().includes(text.toLowerCase());
  }
}
