import "server-only";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import { betterOf } from "@/server/comparisons/better";
import type { Db, Tx } from "@/server/foundation/db/open";
import { series } from "@/server/foundation/db/tables/metrics";
import { modelVersions, versionMetrics } from "@/server/foundation/db/tables/models";
import { metricKeys, runMetrics } from "@/server/foundation/db/tables/runs";
import { type MetricValue, toMetricValue } from "@/server/foundation/metric-value";
import { subjectKey } from "@/server/metrics/subject";
import { measureNames } from "./measure-names";

export type Measure = {
  /** The metric's name, with its data set where it was measured on several. */
  name: string;
  metric: string;
  value: MetricValue;
  better: "higher" | "lower" | null;
  /** What it was measured on; null where that is not known. */
  dataset: string | null;
  /** Where the registry says it; a number that was only sent by API counts for gates that accept such. */
  source: "registry" | "api";
  /** The registry says 0, as it also does where NaN was logged: the value says nothing. */
  mayBeNaN: boolean;
};

/**
 * The newest value of every metric of each version, by version id and in order of name: those of its own logged model,
 * or of its source run where there is no such model.
 */
export async function metricsOfVersions(
  db: Db | Tx,
  versionIds: readonly string[],
): Promise<Map<string, Measure[]>> {
  const rows = await measuredRows(db, versionIds);
  return new Map(
    versionIds.map((id) => {
      const own = rows.filter((row) => row.versionId === id);
      const names = measureNames(own);
      const measures = own.map(({ name, better, value, dataset, mayBeNaN, senderId }, i) => ({
        ...{ name: names[i] ?? name, value: toMetricValue(value), better: better ?? betterOf(name) },
        ...{ metric: name, dataset, mayBeNaN },
        source: senderId === null ? ("registry" as const) : ("api" as const),
      }));
      return [id, measures];
    }),
  );
}

/**
 * Whether what the registry says of a run says nothing: a NaN in a request that is no JSON leaves a 0 whose time is
 * missing. `row` is one of `run_metrics`.
 */
export const zeroWithoutTime = (row: SQL): SQL<boolean> =>
  sql<boolean>`(${row}.value = 0 and ${row}.at is null and ${row}.sender_id is null)`;

const isOfModel = sql`${modelVersions.measuredOf} = 'model'`;

async function measuredRows(db: Db | Tx, versionIds: readonly string[]) {
  if (versionIds.length === 0) return [];
  const ofRuns = db
    .select({
      versionId: modelVersions.id,
      name: metricKeys.name,
      better: metricKeys.better,
      value: runMetrics.value,
      dataset: sql<string | null>`null`.as("dataset"),
      mayBeNaN: sql<boolean>`${zeroWithoutTime(sql`${runMetrics}`)}`.as("may_be_nan"),
      senderId: sql<number | null>`${runMetrics.senderId}`.as("sender_id"),
    })
    .from(modelVersions)
    .innerJoin(runMetrics, eq(runMetrics.runId, modelVersions.runId))
    .innerJoin(metricKeys, eq(metricKeys.id, runMetrics.keyId))
    .where(and(inArray(modelVersions.id, [...versionIds]), sql`${isOfModel} is not true`));
  const ofModels = db
    .select({
      versionId: modelVersions.id,
      name: metricKeys.name,
      better: metricKeys.better,
      value: versionMetrics.value,
      dataset: sql<string | null>`nullif(${versionMetrics.dataset}, '')`.as("dataset"),
      mayBeNaN:
        sql<boolean>`${versionMetrics.mayBeNaN} or (${versionMetrics.value} = 0 and ${versionMetrics.at} is null)`.as(
          "may_be_nan",
        ),
      senderId: sql<number | null>`null::integer`.as("sender_id"),
    })
    .from(modelVersions)
    .innerJoin(versionMetrics, eq(versionMetrics.versionId, modelVersions.id))
    .innerJoin(metricKeys, eq(metricKeys.id, versionMetrics.keyId))
    .where(and(inArray(modelVersions.id, [...versionIds]), isOfModel));
  return unionAll(ofRuns, ofModels).orderBy(sql`name`, sql`dataset nulls first`);
}

export type LiveMeasure = Pick<Measure, "name" | "value" | "better"> & { seriesId: string; at: string };

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
