import "server-only";
import { createHash } from "node:crypto";
import { inArray, lt, sql } from "drizzle-orm";
import type { Db } from "./db/open";
import { attemptCounts } from "./db/tables/attempts";
import { waitWords } from "./durations";
import { Refusal } from "./errors";

/**
 * Counts of what people try, in PostgreSQL, so that all processes share them. One statement counts and decides, so that
 * of many at a time no more are let through than of many in a row.
 */

const keyOf = (parts: readonly string[]) => createHash("sha256").update(parts.join("\0")).digest("hex");

/** Counts one more. @returns the count, or how long to wait when there are too many already */
type Counted = { count: number } | { waitMs: number };

/**
 * At most `limit` in `seconds`, which begin with the first.
 * @param parts name what is counted, such as `["form", address]`
 */
export async function countWithin(
  db: Db,
  parts: readonly string[],
  { limit, seconds }: { limit: number; seconds: number },
): Promise<Counted> {
  const key = keyOf(parts);
  const { rows } = await db.execute<{ count: number }>(sql`
    insert into attempt_counts as a (key, count, last_at, forget_at)
    values (${key}, 1, clock_timestamp(), clock_timestamp() + ${seconds} * interval '1 second')
    on conflict (key) do update set
      count = case when a.forget_at <= clock_timestamp() then 1 else a.count + 1 end,
      last_at = clock_timestamp(),
      forget_at = case when a.forget_at <= clock_timestamp() then excluded.forget_at else a.forget_at end
    where a.forget_at <= clock_timestamp() or a.count < ${limit}
    returning count`);
  const [counted] = rows;
  if (counted) return counted;
  return { waitMs: await msUntil(db, sql`forget_at`, key) };
}

export type Growing = {
  /** How many may follow each other at once. */
  free: number;
  /** The longest pause between two after that; it begins with a second and doubles with each. */
  capSeconds: number;
  /** How long after the last one all are forgotten. */
  forgetSeconds: number;
};

/** Lets the first few through at once and the next ones after a growing pause. One that comes too early is not counted. */
export async function countGrowing(db: Db, parts: readonly string[], limits: Growing): Promise<Counted> {
  const { free, capSeconds, forgetSeconds } = limits;
  const key = keyOf(parts);
  const pause = sql`least(${capSeconds}, power(2, least(a.count - ${free}, 20))) * interval '1 second'`;
  const { rows } = await db.execute<{ count: number }>(sql`
    insert into attempt_counts as a (key, count, last_at, forget_at)
    values (${key}, 1, clock_timestamp(), clock_timestamp() + ${forgetSeconds} * interval '1 second')
    on conflict (key) do update set
      count = case when a.forget_at <= clock_timestamp() then 1 else a.count + 1 end,
      last_at = clock_timestamp(),
      forget_at = excluded.forget_at
    where a.forget_at <= clock_timestamp() or a.count < ${free} or a.last_at + ${pause} <= clock_timestamp()
    returning count`);
  const [counted] = rows;
  if (counted) return counted;
  return { waitMs: await msUntil(db, sql`a.last_at + ${pause}`, key) };
}

async function msUntil(db: Db, moment: ReturnType<typeof sql>, key: string): Promise<number> {
  const { rows } = await db.execute<{ ms: number }>(sql`
    select greatest(0, extract(epoch from ${moment} - clock_timestamp()) * 1000)::float8 as ms
    from attempt_counts a where key = ${key}`);
  return rows[0]?.ms ?? 0;
}

/** Forgets attempts that turned out well. */
export async function forgetAttempts(db: Db, ...keys: readonly (readonly string[])[]): Promise<void> {
  await db.delete(attemptCounts).where(inArray(attemptCounts.key, keys.map(keyOf)));
}

/** Takes back one attempt of each that turned out well. */
export async function takeBackAttempt(db: Db, ...keys: readonly (readonly string[])[]): Promise<void> {
  await db
    .update(attemptCounts)
    .set({ count: sql`greatest(0, ${attemptCounts.count} - 1)` })
    .where(inArray(attemptCounts.key, keys.map(keyOf)));
}

/** Removes counts that no longer count; called by a timer. */
export async function dropOldAttempts(db: Db): Promise<void> {
  await db.delete(attemptCounts).where(lt(attemptCounts.forgetAt, sql`clock_timestamp()`));
}

/** @throws Refusal TOO_MANY_REQUESTS when it was too early, with the seconds to wait */
export function requireCounted(counted: Counted, what: string): number {
  if ("count" in counted) return counted.count;
  const { waitMs } = counted;
  throw new Refusal(
    "TOO_MANY_REQUESTS",
    { what, todo: `Try again in ${waitWords(waitMs)}.` },
    { retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) },
  );
}

/**
 * How long to hold back what is one of many, in milliseconds: nothing up to `free`, then growing. Nobody is turned away,
 * so that a stranger cannot keep others out.
 */
export function holdMs(count: number, { free, capMs }: { free: number; capMs: number }): number {
  return count <= free ? 0 : Math.min(capMs, 125 * 2 ** Math.min(count - free, 20));
}
