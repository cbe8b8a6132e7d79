import "server-only";
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { betterOf } from "@/server/comparisons/better";
import type { Db, Tx } from "@/server/foundation/db/open";
import { series } from "@/server/foundation/db/tables/metrics";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { metricKeys, runMetrics } from "@/server/foundation/db/tables/runs";
import { type MetricValue, toMetricValue } from "@/server/foundation/metric-value";
import { subjectKey } from "@/server/metrics/subject";

export type Measure = { name: string; value: MetricValue; better: "higher" | "lower" | null };

/** The last value of every metric of each version's source run, by version id and in order of name. */
export async function metricsOfVersions(
  db: Db | Tx,
  versionIds: readonly string[],
): Promise<Map<string, Measure[]>> {
  const found = new Map<string, Measure[]>(versionIds.map((id) => [id, []]));
  if (versionIds.length === 0) return found;
  const rows = await db
    .select({
      versionId: modelVersions.id,
      name: metricKeys.name,
      better: metricKeys.better,
      value: runMetrics.value,
    })
    .from(modelVersions)
    .innerJoin(runMetrics, eq(runMetrics.runId, modelVersions.runId))
    .innerJoin(metricKeys, eq(metricKeys.id, runMetrics.keyId))
    .where(and(inArray(modelVersions.id, [...versionIds]), isNotNull(modelVersions.runId)))
    .orderBy(metricKeys.name);
  for (const { versionId, name, better, value } of rows) {
    found.get(versionId)?.push({ name, value: toMetricValue(value), better: better ?? betterOf(name) });
  }
  return found;
}

export type LiveMeasure = Measure & { seriesId: string; at: string };

/**
 * The newest point of every live series of these environments, by `MODEL_ID@ENVIRONMENT_ID`, newest first.
 * Pairs without a live series are left out.
 */
export async function latestLive(
  db: Db | Tx,
  pairs: readonly { modelId: string; environmentId: string }[],
): Promise<Map<string, LiveMeasure[]>> {
  const found = new Map<string, LiveMeasure[]>();
  if (pairs.length === 0) return found;
  const subjects = pairs.map((p) => subjectKey.environment(p.modelId, p.environmentId));
  const last = sql`lateral (select p.value, p.at from points p where p.series_id = ${series.id} order by p.x desc, p.at desc limit 1) last`;
  const rows = await db
    .select({
      seriesId: series.id,
      subject: series.subject,
      name: metricKeys.name,
      better: metricKeys.better,
      value: sql<number>`last.value`.mapWith(Number),
      at: sql<number>`last.at`.mapWith(Number),
    })
    .from(series)
    .innerJoin(metricKeys, eq(metricKeys.id, series.keyId))
    .innerJoin(last, sql`true`)
    .where(inArray(series.subject, subjects))
    .orderBy(sql`last.at desc`, metricKeys.name);
  for (const { subject, better, value, at, ...row } of rows) {
    const pair = subject.slice(subject.indexOf(":") + 1);
    const list = found.get(pair) ?? [];
    list.push({
      ...row,
      value: toMetricValue(value),
      better: better ?? betterOf(row.name),
      at: new Date(at).toISOString(),
    });
    found.set(pair, list);
  }
  return found;
}
