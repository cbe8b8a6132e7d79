import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requireRight } from "@/server/access/access";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { appendHistories } from "@/server/metrics/append";
import { testDatabase } from "../database";

let open: OpenDb;
beforeAll(async () => {
  open = await testDatabase();
});
afterAll(() => open.close());

type Kept = {
  series: string;
  level: number;
  bucket: number;
  finite: number;
  sum: number;
  deviations: number;
};
const kept = async () =>
  (
    await open.db.execute<Kept>(sql`
      select series_id::text as series, level, bucket::float8 as bucket, finite::float8 as finite, sum, deviations
      from point_buckets order by series_id, level, bucket`)
  ).rows;

test("buckets that were kept before means were are filled as new ones are", async () => {
  await open.db.execute(sql`insert into projects (slug, name) values ('screening', 'Screening')`);
  const scope = await requireRight(systemCtx(open.db, "test"), "metrics.write", { project: "screening" });
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE];
  await open.db.transaction((tx) =>
    appendHistories(
      tx,
      scope,
      ["run:1", "run:2"].map((subject, at) => ({
        ...{ subject, name: "auc", axis: "time" as const },
        points: Array.from({ length: 9_000 }, (_, i) => ({
          ...{ x: 700 * i, at: 700 * i },
          // The second series begins with buckets that hold nothing a mean counts.
          value: (at === 1 && i < 100 ? odd[0] : i % 10 === 0 ? odd[i % 3] : undefined) ?? 50 + Math.sin(i),
        })),
      })),
    ),
  );
  const now = await kept();
  expect(new Set(now.map(({ level }) => level)).size).toBeGreaterThan(1);
  expect(now).toContainEqual(expect.objectContaining({ finite: 0, sum: 0, deviations: 0 }));

  await open.db.execute(sql`update point_buckets set finite = 0, sum = 0, deviations = 0`);
  const file = join(import.meta.dirname, "../../server/foundation/db/migrations/0011_bucket_means.sql");
  const statements = readFileSync(file, "utf8").split("--> statement-breakpoint");
  for (const statement of statements.filter((each) => each.includes("UPDATE")))
    await open.db.execute(sql.raw(statement));
  expect(await kept()).toEqual(
    now.map((row) => ({
      ...row,
      sum: expect.closeTo(row.sum, 6),
      deviations: expect.closeTo(row.deviations, 6),
    })),
  );
});
