import { z } from "zod";
import { type Answer, jsonAnswer, type Request } from "../loopback.ts";
import { meets, parseFilter } from "./filter.ts";
import { loggedModelBody, modelsOfRun } from "./logged-models.ts";
import { pageOf, sizeOf } from "./paging.ts";
import { MlflowRefusal, required } from "./refusal.ts";
import type { createRegistry } from "./registry.ts";
import type { playRuns } from "./repeat.ts";
import { type Metric, pointsOf, runAt, runBody, searchRuns } from "./runs.ts";
import type { MlflowRecording, RecordedRun } from "./shapes.ts";

type Route = (request: Request) => Answer;
type Params = Record<string, unknown>;

const API = "/api/2.0/mlflow";
const paramsShape = z.record(z.string(), z.unknown());

/** The parameters of a request: the query of a GET, the JSON body of others. */
function paramsOf(request: Request): Params {
  if (request.method === "GET") return Object.fromEntries(request.query);
  try {
    return paramsShape.parse(JSON.parse(request.body === "" ? "{}" : request.body));
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
const pageAnswer = <T>(name: string, page: { rows: T[]; next?: string }): Answer =>
  jsonAnswer({
    ...(page.rows.length > 0 ? { [name]: page.rows } : {}),
    ...(page.next ? { next_page_token: page.next } : {}),
  });

/** Every route of the sample's MLflow, by method and path; the last part of a path may be `*`. */
export function createRoutes(
  recording: MlflowRecording,
  registry: ReturnType<typeof createRegistry>,
  runsUntil: ReturnType<typeof playRuns>,
  now: () => number,
): Map<string, Route> {
  const present = () =>
    runsUntil(now())
      .map((run) => runAt(run, now()))
      .filter((run) => run !== null);

  function runOf(id: string): RecordedRun {
    const found = present().find((run) => run.run_id === id);
    if (!found) throw new MlflowRefusal("RESOURCE_DOES_NOT_EXIST", `Run with id=${id} not found`);
    return found;
  }

  function experiments(params: Params): Answer {
    const clauses = parseFilter(text(params.filter));
    const found = recording.experiments
      .filter((one) => clauses.every((clause) => meets(clause, clause.key === "name" ? one.name : undefined)))
      .sort((a, b) => b.creation_time - a.creation_time || Number(a.experiment_id) - Number(b.experiment_id));
    const size = sizeOf(required(params.max_results, "max_results"), 1_000, 50_000);
    return pageAnswer("experiments", pageOf(found, size, token(params.page_token)));
  }

  function runs(params: Params): Answer {
    const size = sizeOf(params.max_results, 1_000, 50_000);
    const ids = texts(params.experiment_ids);
    const within = present().filter(
      (run) => ids.includes(run.experiment_id) && params.run_view_type !== "DELETED_ONLY",
    );
    const found = searchRuns(within, text(params.filter), texts(params.order_by));
    const page = pageOf(found, size, token(params.page_token));
    return pageAnswer("runs", { ...page, rows: page.rows.map((run) => runBody(run, recording)) });
  }

  function pointsOfRun(id: string, key: string): Metric[] {
    const history = present()
      .find((run) => run.run_id === id)
      ?.histories.find((one) => one.key === key);
    return history ? pointsOf(history) : [];
  }

  function history(params: Params): Answer {
    const id = required(params.run_id, "run_id");
    const points = pointsOfRun(id, required(params.metric_key, "metric_key"));
    const size = sizeOf(params.max_results, Math.max(1, points.length), 25_000);
    return pageAnswer("metrics", pageOf(points, size, token(params.page_token)));
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

  function files(params: Params): Answer {
    const run = runOf(required(params.run_id, "run_id"));
    const found = run.files[text(params.path).replace(/\/+$/, "")] ?? [];
    return jsonAnswer({ root_uri: run.artifact_uri, ...(found.length > 0 ? { files: found } : {}) });
  }

  function models(params: Params): Answer {
    const size = sizeOf(params.max_results, 100, 1_000);
    return pageAnswer(
      "registered_models",
      pageOf(registry.models(text(params.filter)), size, token(params.page_token)),
    );
  }

  function versions(request: Request): Answer {
    const { query } = request;
    const size = sizeOf(query.get("max_results"), 10_000, 200_000);
    const found = registry.versions(query.get("filter") ?? "", query.getAll("order_by"));
    return pageAnswer("model_versions", pageOf(found, size, token(query.get("page_token"))));
  }

  function loggedModels(params: Params): Answer {
    const [clause] = parseFilter(text(params.filter));
    const size = sizeOf(params.max_results, 100, 1_000);
    const found = clause?.key === "source_run_id" ? modelsOfRun(present(), String(clause.value)) : [];
    return pageAnswer("models", pageOf(found, size, token(params.page_token)));
  }

  const name = (params: Params) => required(params.name, "name");
  const version = (params: Params) => required(params.version, "version");
  const withEffect =
    (act: (params: Params) => void): Route =>
    (request) => {
      act(paramsOf(request));
      return jsonAnswer({});
    };
  const withParams =
    (answer: (params: Params) => Answer): Route =>
    (request) =>
      answer(paramsOf(request));

  const routes: [string, Route][] = [
    ["GET /health", () => ({ status: 200, body: "OK" })],
    ["GET /version", () => ({ status: 200, type: "text/html; charset=utf-8", body: recording.version })],
    [`POST ${API}/experiments/search`, withParams(experiments)],
    [`GET ${API}/experiments/search`, withParams(experiments)],
    [`POST ${API}/runs/search`, withParams(runs)],
    [
      `GET ${API}/runs/get`,
      withParams((params) =>
        jsonAnswer({ run: runBody(runOf(required(params.run_id, "run_id")), recording) }),
      ),
    ],
    [`GET ${API}/metrics/get-history`, withParams(history)],
    ["GET /ajax-api/2.0/mlflow/metrics/get-history-bulk", bulkHistory],
    [`GET ${API}/artifacts/list`, withParams(files)],
    [`GET ${API}/registered-models/search`, withParams(models)],
    [
      `GET ${API}/registered-models/get`,
      withParams((params) => jsonAnswer({ registered_model: registry.model(name(params)) })),
    ],
    [
      `GET ${API}/logged-models/*`,
      ({ path }) =>
        jsonAnswer({ model: loggedModelBody(present(), decodeURIComponent(path.split("/").at(-1) ?? "")) }),
    ],
    [`POST ${API}/logged-models/search`, withParams(loggedModels)],
    [`GET ${API}/model-versions/search`, versions],
    [
      `GET ${API}/model-versions/get`,
      withParams((params) => jsonAnswer({ model_version: registry.version(name(params), version(params)) })),
    ],
    [
      `GET ${API}/registered-models/alias`,
      withParams((params) =>
        jsonAnswer({ model_version: registry.alias(name(params), required(params.alias, "alias")) }),
      ),
    ],
    [
      `POST ${API}/registered-models/alias`,
      withEffect((params) =>
        registry.setAlias(name(params), required(params.alias, "alias"), version(params)),
      ),
    ],
    [
      `DELETE ${API}/registered-models/alias`,
      withEffect((params) => registry.deleteAlias(name(params), required(params.alias, "alias"))),
    ],
    [
      `POST ${API}/model-versions/set-tag`,
      withEffect((params) =>
        registry.setTag(name(params), version(params), required(params.key, "key"), text(params.value)),
      ),
    ],
    [
      `DELETE ${API}/model-versions/delete-tag`,
      withEffect((params) =>
        registry.setTag(name(params), version(params), required(params.key, "key"), null),
      ),
    ],
  ];
  return new Map(routes);
}
