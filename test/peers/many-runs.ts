import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/**
 * A server that answers as MLflow does about very many runs, made up on the spot: for measuring a sync, and for
 * cutting one off in the middle. It knows the searches a sync asks and nothing else.
 */
export type ManyRuns = {
  url: string;
  /** Searches answered so far. */
  searches: () => number;
  stop: () => Promise<void>;
};

export type ManyRunsOptions = {
  runs: number;
  params: number;
  metrics: number;
  /** Points of each metric's history. */
  points: number;
  /** When the newest run started, in milliseconds. */
  newestMs: number;
  /** Length of each param's value; a short number when left out. */
  paramLength?: number;
  /** Runs that started in the same second. */
  together?: number;
  port?: number;
};

const SPACING_MS = 60_000;
const LENGTH_MS = 45_000;

/** Repeatable pseudo-randomness in [0, 1) from two numbers. */
function noise(a: number, b: number): number {
  const x = Math.sin(a * 127.1 + b * 311.7) * 43_758.5453;
  return x - Math.floor(x);
}

const idOf = (i: number) => `many${String(i).padStart(28, "0")}`;
const indexOf = (id: string) => Number(id.slice(4));
const metricOf = (query: URLSearchParams) => Number(query.get("metric_key")?.slice("metric_".length));

/** Starts the server on loopback; run 0 is the oldest. */
export async function startManyRuns(options: ManyRunsOptions): Promise<ManyRuns> {
  const { runs, params, metrics, points, newestMs, paramLength = 5, together = 3 } = options;
  const startOf = (i: number) => newestMs - Math.floor((runs - 1 - i) / together) * SPACING_MS;
  const valueAt = (i: number, m: number, step: number) => (m + 1) * noise(i, m) * Math.exp(-step / points);

  const runOf = (i: number) => ({
    info: {
      run_id: idOf(i),
      experiment_id: "1",
      run_name: `run ${i} 🐢 مرحبا <script>`,
      user_id: "contributor",
      status: i % 17 === 0 ? "FAILED" : "FINISHED",
      start_time: startOf(i),
      end_time: startOf(i) + LENGTH_MS,
      lifecycle_stage: "active",
    },
    data: {
      params: Array.from({ length: params }, (_, p) => ({
        key: `param_${p}`,
        value: noise(i, p + 99)
          .toFixed(3)
          .padEnd(paramLength, "x"),
      })),
      metrics: Array.from({ length: metrics }, (_, m) => ({
        key: `metric_${m}`,
        value: valueAt(i, m, points - 1),
        timestamp: startOf(i) + points - 1,
        step: points - 1,
      })),
      tags: [
        { key: "mlflow.source.git.commit", value: `${"0".repeat(32)}${String(i % 5000).padStart(8, "0")}` },
      ],
    },
  });

  const historyOf = (i: number, m: number) =>
    Array.from({ length: points }, (_, step) => ({
      key: `metric_${m}`,
      run_id: idOf(i),
      value: valueAt(i, m, step),
      timestamp: startOf(i) + step,
      step,
    }));

  function search(body: SearchBody) {
    const bounds = [...(body.filter ?? "").matchAll(/(start_time|end_time) (>=|<=) (-?\d+)/g)];
    const shift = body.filter?.includes("end_time") || body.order_by[0]?.includes("end_time") ? LENGTH_MS : 0;
    const matches = (i: number) =>
      bounds.every(([, , operator, ms]) =>
        operator === ">=" ? startOf(i) + shift >= Number(ms) : startOf(i) + shift <= Number(ms),
      );
    if (body.filter?.includes("status")) return { runs: [] };
    if (body.filter?.includes("run_id")) return { runs: [] };
    // The bounds make one stretch of the runs, which are in order: its ends are found by halving.
    const first = bisect(runs, (i) =>
      bounds.every(([, , op, ms]) => op !== ">=" || startOf(i) + shift >= Number(ms)),
    );
    const after = bisect(runs, (i) =>
      bounds.some(([, , op, ms]) => op === "<=" && startOf(i) + shift > Number(ms)),
    );
    const offset = Number(body.page_token ?? 0);
    const descending = body.order_by[0]?.endsWith("DESC") ?? false;
    const found = [];
    for (let k = offset; k < offset + body.max_results && first + k < after; k++) {
      const i = descending ? after - 1 - k : first + k;
      if (matches(i)) found.push(runOf(i));
    }
    const more = first + offset + body.max_results < after;
    return { runs: found, ...(more ? { next_page_token: String(offset + body.max_results) } : {}) };
  }

  let searches = 0;
  const answers: Record<string, (request: IncomingMessage, query: URLSearchParams) => unknown> = {
    "/api/2.0/mlflow/experiments/search": () => ({ experiments: [{ experiment_id: "1", name: "many" }] }),
    "/api/2.0/mlflow/runs/search": async (request) => {
      searches++;
      return search(JSON.parse(await text(request)));
    },
    "/ajax-api/2.0/mlflow/metrics/get-history-bulk": (_, query) => {
      const all = query
        .getAll("run_id")
        .sort()
        .flatMap((id) => historyOf(indexOf(id), metricOf(query)));
      return { metrics: all.slice(0, Number(query.get("max_results"))) };
    },
    "/api/2.0/mlflow/metrics/get-history": (_, query) => {
      const all = historyOf(indexOf(query.get("run_id") ?? ""), metricOf(query));
      const from = Number(query.get("page_token") ?? 0);
      const to = from + Number(query.get("max_results"));
      return { metrics: all.slice(from, to), ...(to < all.length ? { next_page_token: String(to) } : {}) };
    },
    "/api/2.0/mlflow/artifacts/list": () => ({
      files: [{ path: "model.pkl", is_dir: false, file_size: 1000 }],
    }),
    "/api/2.0/mlflow/registered-models/search": () => ({}),
    "/api/2.0/mlflow/model-versions/search": () => ({}),
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    const answer = await answers[url.pathname]?.(request, url.searchParams);
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error_code: "ENDPOINT_NOT_FOUND", message: url.pathname }));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    searches: () => searches,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type SearchBody = { filter?: string; order_by: string[]; max_results: number; page_token?: string };

/** The first index in [0, n) of which `is` holds, where it holds for all after it; n when for none. */
function bisect(n: number, is: (i: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
