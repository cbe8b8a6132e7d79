import "server-only";
import { sql } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import type { Db } from "@/server/foundation/db/open";

/** The projects of the reader, as a parameter. */
export const idsOf = (scopes: readonly ProjectScope[]) => sql.param(scopes.map((s) => s.projectId));

/** A time as ISO 8601, as everywhere in JavaScript. */
export const iso = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

export async function rows<T>(db: Db, query: ReturnType<typeof sql>): Promise<T[]> {
  return (await db.execute(query)).rows as T[];
}
