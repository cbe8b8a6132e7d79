import type { Clause } from "./filter.ts";
import { meets, parseFilter } from "./filter.ts";
import type { PlayedRun } from "./repeat.ts";
import type { MlflowRecording, Pair, RecordedHistory, RecordedRun, RecordedValue } from "./shapes.ts";

export type Metric = { key: string; value: RecordedValue; timestamp: number; step: number };

/**
 * A run as it is at a moment: later values are left out, and a run that has not ended is open. Null before it
 * began.
 */
export function runAt(run: PlayedRun, at: number): RecordedRun | null {
  if (run.start_time > at) return null;
  if (run.end_time !== undefined && run.end_time <= at) return run;
  const { end_time: _ended, openStatus, ...open } = run;
  const histories = run.histories
    .map((history) => upTo(history, at))
    .filter((history) => history.values.length > 0);
  // A run that was recorded open is shown as recorded; one that was recorded complete gets files and models at its end.
  return openStatus
    ? { ...open, status: openStatus, histories }
    : { ...open, status: "RUNNING", histories, models: [], files: {} };
}

function upTo(history: RecordedHistory, at: number): RecordedHistory {
  const known = history.times.map((time) => time <= at);
  const keep = <T>(list: readonly T[]) => list.filter((_, i) => known[i]);
  return {
    key: history.key,
    values: keep(history.values),
    times: keep(history.times),
    steps: keep(history.steps),
  };
}

export const pointsOf = (history: RecordedHistory): Metric[] =>
  history.values.map((value, i) => ({
    key: history.key,
    value,
    timestamp: history.times[i] ?? 0,
    step: history.steps[i] ?? 0,
  }));

/** The point MLflow calls a metric's latest: of the highest step, then time, then value. */
export function latestOf(history: RecordedHistory): Metric | null {
  const rank = (point: Metric) => [
    point.step,
    point.timestamp,
    point.value === "NaN" ? Number.NEGATIVE_INFINITY : point.value,
  ];
  let best: Metric | null = null;
  for (const point of pointsOf(history)) {
    if (best === null || isAfter(rank(point), rank(best))) best = point;
  }
  return best;
}

function isAfter(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) {
    const [x = 0, y = 0] = [a[i], b[i]];
    if (x !== y) return x > y;
  }
  return true;
}

/** A run as `runs/get` and `runs/search` answer it. Empty lists are left out, as in protobuf. */
export function runBody(run: RecordedRun, recording: MlflowRecording) {
  const metrics = run.histories.map(latestOf).filter((metric) => metric !== null);
  const inputs = run.datasets.map(({ index, tags }) => ({ tags, dataset: recording.datasets[index] }));
  return {
    info: {
      run_uuid: run.run_id,
      experiment_id: run.experiment_id,
      run_name: run.run_name,
      user_id: run.user_id,
      status: run.status,
      start_time: run.start_time,
      ...(run.end_time === undefined ? {} : { end_time: run.end_time }),
      artifact_uri: run.artifact_uri,
      lifecycle_stage: "active",
      run_id: run.run_id,
    },
    data: { ...list("metrics", metrics), ...list("params", run.params), ...list("tags", run.tags) },
    inputs: list("dataset_inputs", inputs),
    outputs: list("model_outputs", run.models),
  };
}

const list = <T>(name: string, items: readonly T[]): Record<string, readonly T[]> =>
  items.length > 0 ? { [name]: items } : {};

const pairs = (of: readonly Pair[], key: string): string | undefined =>
  of.find((one) => one.key === key)?.value;

/** The value that a filter or an order compares. */
function valueFrom(run: RecordedRun, of: string, key: string): number | string | undefined {
  if (of === "params") return pairs(run.params, key);
  if (of === "tags") return pairs(run.tags, key);
  if (of === "metrics") {
    const history = run.histories.find((one) => one.key === key);
    const latest = history ? latestOf(history) : null;
    return latest === null ? undefined : Number(latest.value);
  }
  const attributes: Record<string, number | string | undefined> = {
    run_id: run.run_id,
    run_name: run.run_name,
    "Run name": run.run_name,
    status: run.status,
    start_time: run.start_time,
    created: run.start_time,
    Created: run.start_time,
    end_time: run.end_time,
    user_id: run.user_id,
    artifact_uri: run.artifact_uri,
  };
  return attributes[key];
}

/** The runs that match a filter, in the requested order. */
export function searchRuns(
  runs: readonly RecordedRun[],
  filter: string,
  orderBy: readonly string[],
): RecordedRun[] {
  const clauses = parseFilter(filter);
  const found = runs.filter((run) =>
    clauses.every((clause: Clause) => meets(clause, valueFrom(run, clause.of, clause.key))),
  );
  const orders = orderBy.map(parseOrder);
  return found.sort((a, b) => {
    for (const { of, key, sign } of orders) {
      const order = compare(valueFrom(a, of, key), valueFrom(b, of, key), sign);
      if (order !== 0) return order;
    }
    return b.start_time - a.start_time || (a.run_id < b.run_id ? -1 : 1);
  });
}

function parseOrder(text: string): { of: string; key: string; sign: number } {
  const sign = /\sDESC\s*$/i.test(text) ? -1 : 1;
  const [clause] = parseFilter(`${text.replace(/\s(ASC|DESC)\s*$/i, "").trim()} = ''`);
  return { of: clause?.of ?? "attributes", key: clause?.key ?? "", sign };
}

/** Numbers and texts in order, then NaN, then missing values, in both directions. */
function compare(a: number | string | undefined, b: number | string | undefined, sign: number): number {
  const rank = (value: number | string | undefined) =>
    value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a === undefined || b === undefined || Number.isNaN(a) || a === b) return 0;
  return a < b ? -sign : sign;
}
