import "server-only";
import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { type MetricValue, toMetricValue } from "@/server/foundation/metric-value";
import { subjectKey } from "@/server/metrics/subject";

/** A number that somebody sent by API. `by` names the person, and the token where it was one. */
export type SentMeasure = { name: string; value: MetricValue; by: string; at: string | null };

/**
 * The newest number of every metric that was sent by API for a version, else for its run, by name. Apart from what the
 * registry says of the same metrics.
 */
export async function sentMeasures(
  db: Db | Tx,
  { id, runId }: { id: string; runId: string | null },
): Promise<SentMeasure[]> {
  const ofVersion = subjectKey.version(id);
  const subjects = [ofVersion, ...(runId === null ? [] : [subjectKey.run(runId)])];
  const { rows } = await db.execute<{
    name: string;
    value: number;
    at: number;
    person: string | null;
    token: string | null;
  }>(sql`
    select distinct on (key.name) key.name, last.value, last.at::float8 as at, people.name as person, api_tokens.name as token
    from series
    join metric_keys key on key.id = series.key_id
    cross join lateral (
      select x, at, value, sender_id from points where series_id = series.id order by x desc, at desc, value desc limit 1
    ) as last
    left join metric_senders sender on sender.id = last.sender_id
    left join people on people.id = sender.person_id
    left join api_tokens on api_tokens.id = sender.token_id
    where series.source = 'api' and series.subject = any(${sql.param(subjects)}::text[])
    order by key.name, series.subject = ${ofVersion} desc`);
  return rows.map(({ name, value, at, person, token }) => ({
    name,
    value: toMetricValue(Number(value)),
    by: `${person ?? "somebody"}${token === null ? "" : ` (token ${token})`}`,
    at: at === 0 ? null : new Date(at).toISOString(),
  }));
}
