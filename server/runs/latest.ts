import "server-only";
import { type SQL, sql } from "drizzle-orm";

/** The ids of the newest finished run of each pipeline of some projects, as an array of SQL. */
export const latestFinished = (projects: readonly string[]): SQL => sql`array(
  select last.id from pipelines p
  cross join lateral (
    select l.id from runs l where l.pipeline_id = p.id and l.status in ('succeeded', 'failed')
    order by l.queued_at desc, l.id desc limit 1
  ) last
  where p.project_id = any(${sql.param([...projects])}::bigint[])
)`;
