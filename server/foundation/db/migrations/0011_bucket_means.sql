ALTER TABLE "point_buckets" ADD COLUMN "finite" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "point_buckets" ADD COLUMN "sum" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "point_buckets" ADD COLUMN "deviations" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Buckets of before: the finest level of each series from its points, the levels above from the finest.
UPDATE "point_buckets" b SET "finite" = s."n", "sum" = s."sum", "deviations" = s."deviations"
FROM (
  SELECT p."series_id", x."levels"[1] AS "level", p."x" >> (2 * x."levels"[1]) AS "bucket",
    count(*) AS "n", sum(p."value") AS "sum", var_pop(p."value") * count(*) AS "deviations"
  FROM "series" x JOIN "points" p ON p."series_id" = x."id"
  WHERE cardinality(x."levels") > 0 AND abs(p."value") < 1e150
  GROUP BY 1, 2, 3
) s
WHERE b."series_id" = s."series_id" AND b."level" = s."level" AND b."bucket" = s."bucket";--> statement-breakpoint
UPDATE "point_buckets" b SET "finite" = s."n", "sum" = s."sum", "deviations" = s."deviations"
FROM (
  SELECT f."series_id", f."level", f."bucket", sum(f."finite") AS "n", sum(f."sum") AS "sum",
    sum(f."deviations" + f."finite" * (f."sum" / f."finite" - f."centre") ^ 2) AS "deviations"
  FROM (
    SELECT d."series_id", l."level", d."bucket" >> (2 * (l."level" - d."level")) AS "bucket",
      d."finite", d."sum", d."deviations", sum(d."sum") OVER above / sum(d."finite") OVER above AS "centre"
    FROM "series" x
    JOIN "point_buckets" d ON d."series_id" = x."id" AND d."level" = x."levels"[1] AND d."finite" > 0
    CROSS JOIN LATERAL unnest(x."levels"[2:]) AS l("level")
    WINDOW above AS (PARTITION BY d."series_id", l."level", d."bucket" >> (2 * (l."level" - d."level")))
  ) f
  GROUP BY 1, 2, 3
) s
WHERE b."series_id" = s."series_id" AND b."level" = s."level" AND b."bucket" = s."bucket";
