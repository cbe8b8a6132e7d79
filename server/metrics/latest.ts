import "server-only";
import { sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Tx } from "@/server/foundation/db/open";
import type { History } from "./append";

/**
 * A run's metric that its own system does not know is the last point that was sent by API: brings it up to date after
 * points were sent. What the run's own system says stays as it is.
 */
export async function latestOfRuns(
  tx: Tx,
  scope: ProjectScope,
  histories: readonly History[],
): Promise<void> {
  const subjects = [...new Set(histories.map((h) => h.subject).filter((s) => s.startsWith("run:")))];
  if (subjects.length === 0) return;
  await tx.execute(sql`
    insert into run_metrics (run_id, key_id, value, step, at, sender_id)
    select substr(subject, 5)::bigint, key_id, last.value,
      case axis when 'step' then last.x end, case when last.at <> 0 then to_timestamp(last.at / 1000.0) end,
      last.sender_id
    from series
    cross join lateral (
      select x, at, value, sender_id from points where series_id = series.id order by x desc, at desc, value desc limit 1
    ) as last
    where source = 'api' and project_id = ${scope.projectId}::bigint and subject = any(${sql.param(subjects)}::text[])
    on conflict (run_id, key_id) do update set value = excluded.value, step = excluded.step, at = excluded.at,
      sender_id = excluded.sender_id
    where run_metrics.sender_id is not null and (run_metrics.value, run_metrics.step, run_metrics.at)
      is distinct from (excluded.value, excluded.step, excluded.at)`);
}
