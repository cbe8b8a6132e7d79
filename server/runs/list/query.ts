import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { escapeLike } from "@/server/foundation/like";
import type { Condition } from "../filter";
import { latestFinished } from "../latest";
import type { RunFilter } from "../schema";

/** A list of runs as SQL sees it: names are ids, and every project in it has all the keys it is filtered by. */
export type Query = {
  projects: readonly string[];
  filter: RunFilter;
  keys: Keys;
};

/** The ids a metric's or param's name has in the projects of a list. */
export type Keys = { metrics: ReadonlyMap<string, number[]>; params: ReadonlyMap<string, number[]> };

export const ids = (list: readonly (string | number)[], type: "bigint" | "integer" | "text" = "bigint") =>
  sql`${sql.param([...list])}::${sql.raw(type)}[]`;

export const all = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `);

/** Conditions on the run's own columns that an index over time serves or that cost next to nothing. Alias `r`. */
export function columnConditions({ filter }: Query): SQL[] {
  const found: SQL[] = [];
  if (filter.kind) found.push(sql`r.kind = any(${ids(filter.kind, "text")})`);
  if (filter.status) found.push(sql`r.status = any(${ids(filter.status, "text")})`);
  if (filter.branch) found.push(branchCondition(filter.branch));
  if (filter.connection) found.push(sql`r.connection_id = ${filter.connection}::bigint`);
  if (filter.pipeline) found.push(sql`r.pipeline_id = ${filter.pipeline}::bigint`);
  if (filter.parent) found.push(parentCondition(filter.parent));
  if (filter.from) found.push(sql`r.queued_at >= ${filter.from}::timestamptz`);
  if (filter.to) found.push(sql`r.queued_at < ${filter.to}::timestamptz`);
  return found;
}

function parentCondition(parent: NonNullable<RunFilter["parent"]>): SQL {
  if (parent === "none") return sql`r.parent_id is null`;
  return parent === "any" ? sql`r.parent_id is not null` : sql`r.parent_id = ${parent}::bigint`;
}

function branchCondition(branches: readonly string[]): SQL {
  const exact = branches.filter((b) => !b.includes("*"));
  const patterns = branches.filter((b) => b.includes("*")).map((b) => b.split("*").map(escapeLike).join("%"));
  const parts: SQL[] = [];
  if (exact.length > 0) parts.push(sql`r.branch = any(${ids(exact, "text")})`);
  if (patterns.length > 0) parts.push(sql`r.branch like any(${ids(patterns, "text")})`);
  return sql`(${sql.join(parts, sql` or `)})`;
}

/** Conditions on the run's row that may hold for very few of them. */
export function rareConditions({ filter, projects }: Query): SQL[] {
  const words = filter.q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const found = words.map((word) => sql`r.search_text like ${`%${escapeLike(word)}%`}`);
  if (filter.commit) found.push(commitCondition(filter.commit.toLowerCase()));
  if (filter.latest) found.push(sql`r.id = any(${latestFinished(projects)})`);
  for (const condition of filter.filter ?? [])
    if (condition.on === "tags") found.push(tagCondition(condition));
  return found;
}

function commitCondition(sha: string): SQL {
  return sha.length >= 40 ? sql`r.commit_sha = ${sha}` : sql`r.commit_sha like ${`${sha}%`}`;
}

function tagCondition({ name, op, value }: Condition): SQL {
  const has = sql`r.tags ->> ${name}`;
  if (op === "=") return sql`r.tags @> jsonb_build_object(${name}::text, ${String(value)}::text)`;
  if (op === "!=") return sql`${has} <> ${String(value)}`;
  return sql`position(${String(value).toLowerCase()} in lower(${has})) > 0`;
}

/** A join for each condition on a metric or a param; `run` is the id they belong to. */
export function keyJoins({ filter, keys }: Query, run: SQL): SQL[] {
  return (filter.filter ?? []).flatMap((condition, place) => {
    if (condition.on === "tags") return [];
    const alias = sql.raw(`f${place}`);
    const table = sql.raw(condition.on === "metrics" ? "run_metrics" : "run_params");
    const known = (condition.on === "metrics" ? keys.metrics : keys.params).get(condition.name) ?? [];
    const holds = condition.on === "metrics" ? metricHolds(condition, alias) : paramHolds(condition, alias);
    return [
      sql`join ${table} ${alias} on ${alias}.run_id = ${run} and ${oneOf(sql`${alias}.key_id`, known)} and ${holds}`,
    ];
  });
}

/** `= 7` for one project, `= any(…)` for several: the planner knows more about the former. */
export const oneOf = (column: SQL, keys: readonly number[]): SQL =>
  keys.length === 1 ? sql`${column} = ${keys[0]}::integer` : sql`${column} = any(${ids(keys, "integer")})`;

/** PostgreSQL takes NaN for the largest number; nobody who asks for more than 0.97 means it. */
function metricHolds({ op, value }: Condition, alias: SQL): SQL {
  const compared = sql`${alias}.value ${sql.raw(op === "!=" ? "<>" : op)} ${value}::float8`;
  return op === ">" || op === ">=" ? sql`${compared} and ${alias}.value < 'NaN'` : compared;
}

/** Text that reads as a number, and not as one that float8 can't hold. */
const numeric = sql.raw(String.raw`'^\s*[-+]?(\d{1,200}(\.\d{0,90})?|\.\d{1,90})([eE][-+]?\d{1,2})?\s*$'`);

function paramHolds({ op, value }: Condition, alias: SQL): SQL {
  const text = String(value);
  if (op === "=") return sql`left(${alias}.value, 200) = left(${text}, 200) and ${alias}.value = ${text}`;
  if (op === "!=") return sql`${alias}.value <> ${text}`;
  if (op === "~") return sql`position(${text.toLowerCase()} in lower(${alias}.value)) > 0`;
  return sql`case when ${alias}.value ~ ${numeric} then ${alias}.value::float8 ${sql.raw(op)} ${Number(value)}::float8 else false end`;
}
