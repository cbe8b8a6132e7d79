import { z } from "zod";
import { type Answer, jsonAnswer, type Request } from "../loopback.ts";
import { meets, parseFilter } from "./filter.ts";
import { cut, sizeOf } from "./paging.ts";
import { MlflowRefusal, required } from "./refusal.ts";
import type { createRegistry } from "./registry.ts";
import type { playRuns } from "./repeat.ts";
import { type Metric, pointsOf, runAt, searchRuns, tellRun } from "./runs.ts";
import type { MlflowRecording, RecordedRun } from "./shapes.ts";

type Route = (request: Request) => Answer;
type Asked = Record<string, unknown>;

const API = "/api/2.0/mlflow";
const asked = z.record(z.string(), z.unknown());

/** What a request asks for: the query of a GET, the JSON of anything else. */
function askedOf(request: Request): Asked {
  if (request.method === "GET") return Object.fromEntries(request.query);
  try {
    return asked.parse(JSON.parse(request.body === "" ? "{}" : request.body));
  } catch {
    throw new MlflowRefusal("INVALID_PARAMETER_VALUE", "The request body is not JSON.");
  }
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === "string" && value !== "" ? [value] : [];
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const token = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A list, left out when it is empty, and the next page's token. */
const listed = <T>(name: string, page: { rows: T[]; next?: string }): Answer =>
  jsonAnswer({
    ...(page.rows.length > 0 ? { [name]: page.rows } : {}),
    ...(page.next ? { next_page_token: page.next } : {}),
  });

/** Every address the sample's MLflow knows, by method and path. */
export function createRoutes(
  recording: MlflowRecording,
  registry: ReturnType<typeof createRegistry>,
  played: ReturnType<typeof playRuns>,
  now: () => number,
): Map<string, Route> {
  const present = () =>
    played(now())
      .map((run) => runAt(run, now()))
      .filter((run) => run !== null);

  function runOf(id: string): RecordedRun {
    const found = present().find((run) => run.run_id === id);
    if (!found) throw new MlflowRefusal("RESOURCE_DOES_NOT_EXIST", `Run with id=${id} not found`);
    return found;
  }

  function experiments(wanted: Asked): Answer {
    const clauses = parseFilter(text(wanted.filter));
    const found = recording.experiments
      .filter((one) => clauses.every((clause) => meets(clause, clause.key === "name" ? one.name : undefined)))
      .sort((a, b) => b.creation_time - a.creation_time || Number(a.experiment_id) - Number(b.experiment_id));
    const size = sizeOf(required(wanted.max_results, "max_results"), 1_000, 50_000);
    return listed("experiments", cut(found, size, token(wanted.page_token)));
  }

  function runs(wanted: Asked): Answer {
    const size = sizeOf(wanted.max_results, 1_000, 50_000);
    const ids = texts(wanted.experiment_ids);
    const within = present().filter(
      (run) => ids.includes(run.experiment_id) && wanted.run_view_type !== "DELETED_ONLY",
    );
    const found = searchRuns(within, text(wanted.filter), texts(wanted.order_by));
    const page = cut(found, size, token(wanted.page_token));
    return listed("runs", { ...page, rows: page.rows.map((run) => tellRun(run, recording)) });
  }

  function pointsOfRun(id: string, key: string): Metric[] {
    const history = present()
      .find((run) => run.run_id === id)
      ?.histories.find((one) => one.key === key);
    return history ? pointsOf(history) : [];
  }

  function history(wanted: Asked): Answer {
    const id = required(wanted.run_id, "run_id");
    const points = pointsOfRun(id, required(wanted.metric_key, "metric_key"));
    const size = sizeOf(wanted.max_results, Math.max(1, points.length), 25_000);
    return listed("metrics", cut(points, size, token(wanted.page_token)));
  }

  /** The route of MLflow's own pages. It writes a bare NaN, which is not JSON. */
  function bulkHistory({ query }: Request): Answer {
    const refuse = (message: string) => new MlflowRefusal("INVALID_PARAMETER_VALUE", message);
    const ids = query.getAll("run_id");
    if (ids.length === 0) throw refuse("GetMetricHistoryBulk request must specify at least one run_id.");
    const key = query.get("metric_key");
    if (!key) throw refuse("GetMetricHistoryBulk request must specify a metric_key.");
    const size = sizeOf(query.get("max_results"), 25_000, 25_000);
    const points = [...new Set(ids)].sort().flatMap((run_id) =>
      pointsOfRun(run_id, key)
        .sort((a, b) => a.timestamp - b.timestamp || a.step - b.step || Number(a.value) - Number(b.value))
        .map((point) => ({ run_id, ...point })),
    );
    const answer = jsonAnswer({ metrics: points.slice(0, size) });
    return { ...answer, body: answer.body.replaceAll('"value":"NaN"', '"value":NaN') };
  }

  function files(wanted: Asked): Answer {
    const run = runOf(required(wanted.run_id, "run_id"));
    const found = run.files[text(wanted.path).replace(/\/+$/, "")] ?? [];
    return jsonAnswer({ root_uri: run.artifact_uri, ...(found.length > 0 ? { files: found } : {}) });
  }

  function models(wanted: Asked): Answer {
    const size = sizeOf(wanted.max_results, 100, 1_000);
    return listed(
      "registered_models",
      cut(registry.models(text(wanted.filter)), size, token(wanted.page_token)),
    );
  }

  function versions(request: Request): Answer {
    const { query } = request;
    const size = sizeOf(query.get("max_results"), 10_000, 200_000);
    const found = registry.versions(query.get("filter") ?? "", query.getAll("order_by"));
    return listed("model_versions", cut(found, size, token(query.get("page_token"))));
  }

  const name = (wanted: Asked) => required(wanted.name, "name");
  const version = (wanted: Asked) => required(wanted.version, "version");
  const done =
    (act: (wanted: Asked) => void): Route =>
    (request) => {
      act(askedOf(request));
      return jsonAnswer({});
    };
  const told =
    (tell: (wanted: Asked) => Answer): Route =>
    (request) =>
      tell(askedOf(request));

  const routes: [string, Route][] = [
    ["GET /health", () => ({ status: 200, body: "OK" })],
    ["GET /version", () => ({ status: 200, type: "text/html; charset=utf-8", body: recording.version })],
    [`POST ${API}/experiments/search`, told(experiments)],
    [`GET ${API}/experiments/search`, told(experiments)],
    [`POST ${API}/runs/search`, told(runs)],
    [
      `GET ${API}/runs/get`,
      told((wanted) => jsonAnswer({ run: tellRun(runOf(required(wanted.run_id, "run_id")), recording) })),
    ],
    [`GET ${API}/metrics/get-history`, told(history)],
    ["GET /ajax-api/2.0/mlflow/metrics/get-history-bulk", bulkHistory],
    [`GET ${API}/artifacts/list`, told(files)],
    [`GET ${API}/registered-models/search`, told(models)],
    [
      `GET ${API}/registered-models/get`,
      told((wanted) => jsonAnswer({ registered_model: registry.model(name(wanted)) })),
    ],
    [`GET ${API}/model-versions/search`, versions],
    [
      `GET ${API}/model-versions/get`,
      told((wanted) => jsonAnswer({ model_version: registry.version(name(wanted), version(wanted)) })),
    ],
    [
      `GET ${API}/registered-models/alias`,
      told((wanted) =>
        jsonAnswer({ model_version: registry.alias(name(wanted), required(wanted.alias, "alias")) }),
      ),
    ],
    [
      `POST ${API}/registered-models/alias`,
      done((wanted) => registry.setAlias(name(wanted), required(wanted.alias, "alias"), version(wanted))),
    ],
    [
      `DELETE ${API}/registered-models/alias`,
      done((wanted) => registry.deleteAlias(name(wanted), required(wanted.alias, "alias"))),
    ],
    [
      `POST ${API}/model-versions/set-tag`,
      done((wanted) =>
        registry.setTag(name(wanted), version(wanted), required(wanted.key, "key"), text(wanted.value)),
      ),
    ],
    [
      `DELETE ${API}/model-versions/delete-tag`,
      done((wanted) => registry.setTag(name(wanted), version(wanted), required(wanted.key, "key"), null)),
    ],
  ];
  return new Map(routes);
}
