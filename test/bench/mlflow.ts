import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startMlflow } from "../peers/mlflow";
import { beside } from "../peers/python-env";
import { metric, type Question } from "./lists";
import { settings } from "./settings";
import { type Timing, timed } from "./timing";

type Search = { order_by: string[]; filter?: string };

const searches: Record<Question, (i: number) => Search> = {
  "by start time": () => ({ order_by: ["attributes.start_time DESC"] }),
  "sorted by a metric": (i) => ({ order_by: [`metrics.m${metric(i, 0)} DESC`] }),
  "two metrics, one param, sorted by a third": (i) => ({
    order_by: [`metrics.m${metric(i, 0)} DESC`],
    filter: `metrics.m${metric(i, 1)} > 0.5 and metrics.m${metric(i, 2)} > 0.5 and params.p${1 + (i % 9)} = '${i % 10}'`,
  }),
};

export type MlflowTimings = { runs: number; lists: Record<string, Timing>; chart: Timing };

/** MLflow's own REST API over the same data, in the same run. */
export async function measureMlflow(): Promise<MlflowTimings> {
  const dir = await mkdtemp(join(tmpdir(), "terrapin-bench-mlflow-"));
  try {
    const first = await startMlflow({ dir });
    await first.stop();
    const { mlflowRuns, params, metrics, mlflowPoints } = settings;
    const filled = [
      beside("../bench/fill_mlflow.py"),
      join(dir, "mlflow.db"),
      mlflowRuns,
      params,
      metrics,
      mlflowPoints,
    ];
    const { stdout } = await promisify(execFile)(first.python, filled.map(String));
    return await measure(dir, stdout.trim());
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(dir: string, longRun: string): Promise<MlflowTimings> {
  const { url, stop } = await startMlflow({ dir });
  try {
    const lists: Record<string, Timing> = {};
    for (const [question, search] of Object.entries(searches)) {
      lists[question] = await timed(
        settings.mlflowRounds,
        async (i) => {
          const body = { experiment_ids: ["0"], max_results: 50, ...search(i) };
          const { runs } = (await posted(`${url}/api/2.0/mlflow/runs/search`, body)) as { runs?: unknown[] };
          if (!runs?.length) throw new Error(`MLflow gave no runs ${question}`);
        },
        1,
      );
    }
    const query = new URLSearchParams({ run_ids: longRun, metric_key: "long", max_results: "1000" });
    const chart = await timed(
      settings.mlflowRounds,
      async () =>
        (await fetch(`${url}/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?${query}`)).json(),
      1,
    );
    return { runs: settings.mlflowRuns, lists, chart };
  } finally {
    await stop();
  }
}

async function posted(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(400_000),
  });
  if (!answer.ok) throw new Error(`MLflow answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return answer.json();
}
