import { against, count, mb, ms, table, times } from "./markdown";
import type { ServerResults } from "./server";
import { settings } from "./settings";

const aims: Record<string, number> = {
  "by start time": 15,
  "sorted by a metric": 25,
  "two metrics, one param, sorted by a third": 100,
};

/** Lists, charts, sync and start as Markdown tables. */
export const serverTables = (results: ServerResults): string[] => [
  lists(results),
  chart(results),
  sync(results),
  ready(results),
];

function lists({ sizes, mlflow }: ServerResults): string {
  const [small, large] = [sizes[0], sizes.at(-1)];
  if (!small || !large) return "";
  const rows = Object.keys(aims).map((question) => {
    const [http, sql, before] = [large.http[question], large.sql[question], small.http[question]];
    if (!http || !sql || !before) return [question];
    const ours = sizes.find((size) => size.runs === mlflow?.runs)?.http[question];
    const theirs = mlflow?.lists[question];
    return [
      question,
      ms(http.median),
      ms(http.p95),
      against(http.p95 < (aims[question] ?? 0), `< ${aims[question]} ms`),
      `${ms(sql.median)} · ${against(http.median <= 2.5 * sql.median, `${times(http.median, sql.median)}, aim 2.5×`)}`,
      `${ms(before.median)} · ${against(http.median <= 2 * before.median, `${times(http.median, before.median)}, aim 2×`)}`,
      ours && theirs ? `${ms(theirs.median)} · ${times(theirs.median, ours.median)}` : "not asked",
    ];
  });
  const beside = mlflow ? `MLflow at ${count(mlflow.runs)} · slower by` : "MLflow";
  return `## First page of 50 among ${count(large.runs)} runs\n\n${table(
    ["", "median", "p95", "in aim", "bare SQL, median", `at ${count(small.runs)}, median`, beside],
    rows,
  )}`;
}

function chart({ chart: { long, short, sql, pointsPerSecond }, mlflow }: ServerResults): string {
  const rows = [
    [
      `${count(settings.longSeries)} points`,
      ms(long.median),
      ms(long.p95),
      against(long.p95 < 30, "< 30 ms"),
      mlflow ? `${ms(mlflow.chart.median)} · ${times(mlflow.chart.median, long.median)}` : "not asked",
    ],
    [
      `${count(settings.shortSeries)} points`,
      ms(short.median),
      ms(short.p95),
      against(long.median <= 2 * short.median, `${times(long.median, short.median)}, aim 2×`),
      "",
    ],
    ["bare SQL of the long one", ms(sql.median), ms(sql.p95), "", ""],
  ];
  return `## A chart of 1,000 pixels\n\n${table(["", "median", "p95", "in aim", `MLflow, ${count(settings.mlflowPoints)} points · slower by`], rows)}\n\nWritten at ${count(Math.round(pointsPerSecond))} points a second, summaries and all.`;
}

function sync({ sync }: ServerResults): string {
  const met = against(
    sync.during.p95 <= 3 * sync.idle.p95,
    `${times(sync.during.p95, sync.idle.p95)}, aim 3×`,
  );
  const rows = [
    ["at rest", ms(sync.idle.median), ms(sync.idle.p95), ""],
    [
      `while ${count(sync.runs)} of ${count(settings.syncRuns)} runs are read`,
      ms(sync.during.median),
      ms(sync.during.p95),
      met,
    ],
  ];
  return `## The list during a sync\n\n${table(["", "median", "p95", "in aim"], rows)}\n\n${count(Math.round(sync.runsPerSecond))} runs a second; at most ${mb(sync.memory.node)} in Node and ${mb(sync.memory.database)} in the database.`;
}

function ready({ ready }: ServerResults): string {
  const rows = [
    ["empty data folder", `${ready.empty.toFixed(1)} s`, against(ready.empty < 5, "< 5 s")],
    ["filled data folder", `${ready.filled.toFixed(1)} s`, against(ready.filled < 5, "< 5 s")],
  ];
  return `## From \`npm run up\` to ready, on a built tree\n\n${table(["", "", "in aim"], rows)}`;
}
