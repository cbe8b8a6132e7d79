import "server-only";
import { sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Tx } from "@/server/foundation/db/open";
import type { History } from "./append";

/** A run's metric is its series' last point: brings it up to date after points came in by themselves. */
export async function latestOfRuns(
  tx: Tx,
  scope: ProjectScope,
  histories: readonly History[],
): Promise<void> {
  const subjects = [...new Set(histories.map((h) => h.subject).filter((s) => s.startsWith("run:")))];
  if (subjects.length === 0) return;
  await tx.execute(sql`
    insert into run_metrics (run_id, key_id, value, step, at)
    select substr(subject, 5)::bigint, key_id, last.value,
      case axis when 'step' then last.x end, case when last.at <> 0 then to_timestamp(last.at / 1000.0) end
    from series
    cross join lateral (
      select x, at, value from points where series_id = series.id order by x desc, at desc, value desc limit 1
    ) as last
    where project_id = ${scope.projectId}::bigint and subject = any(${sql.param(subjects)}::text[])
    on conflict (run_id, key_id) do update set value = excluded.value, step = excluded.step, at = excluded.at
    where (run_metrics.value, run_metrics.step, run_metrics.at)
      is distinct from (excluded.value, excluded.step, excluded.at)`);
}
