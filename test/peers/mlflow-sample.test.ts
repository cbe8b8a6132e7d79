import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MlflowSample, startMlflowSample } from "@/server/sample/mlflow/server";
import type { MlflowRecording } from "@/server/sample/mlflow/shapes";
import { exportMlflow } from "./export-mlflow.ts";
import { type Mlflow, startMlflow, type Trained, train } from "./mlflow.ts";

let real: Mlflow;
let trained: Trained;
let recording: MlflowRecording;
let sample: MlflowSample;

const API = "/api/2.0/mlflow";
const json = { "content-type": "application/json" };

async function ask(base: string, method: string, path: string, body?: unknown) {
  const response = await fetch(base + path, {
    method,
    headers: body === undefined ? {} : json,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

/** What both answer, ready to be compared: refusals by their code and status, since their wording is MLflow's own. */
async function both(method: string, path: string, body?: unknown) {
  const [a, b] = [await ask(real.url, method, path, body), await ask(sample.url, method, path, body)];
  const told = ({ status, type, text }: typeof a) => {
    if (!type?.startsWith("application/json")) return { status, type, text: status === 404 ? "" : text };
    const value: unknown = JSON.parse(text.replaceAll(/([:[]\s*)NaN/g, '$1"a bare NaN"'));
    return status < 400
      ? { status, type, value }
      : { status, type, code: (value as { error_code: string }).error_code };
  };
  return { real: told(a), sample: told(b) };
}

const alias = (method: string, body: object) => both(method, `${API}/registered-models/alias`, body);
const runId = (key: string) => trained.runs.find((run) => run.key === key)?.run_id ?? "";

beforeAll(async () => {
  real = await startMlflow();
  trained = await train(real);
  const first = { name: "wine-grader", alias: "first", version: "1" };
  await ask(real.url, "POST", `${API}/registered-models/alias`, first);
  recording = await exportMlflow(real.url);
  sample = await startMlflowSample({ data: recording });
}, 600_000);

afterAll(async () => {
  await sample?.stop();
  await real?.stop();
});

describe("the sample's MLflow answers what a real one does", () => {
  const everything = { experiment_ids: ["0", "1", "2", "3", "4"] };
  const searches: [string, object][] = [
    ["all runs", everything],
    ["a page of three", { ...everything, max_results: 3 }],
    ["the page after", { ...everything, max_results: 3, page_token: "eyJvZmZzZXQiOiAzfQ==" }],
    ["the last page", { ...everything, max_results: 3, page_token: "eyJvZmZzZXQiOiA5fQ==" }],
    ["oldest first", { ...everything, order_by: ["attributes.start_time ASC"] }],
    ["by end, open ones last", { ...everything, order_by: ["attributes.end_time ASC"] }],
    ["by end, newest first, open ones last", { ...everything, order_by: ["attributes.end_time DESC"] }],
    ["by a metric with infinities, upwards", { ...everything, order_by: ["metrics.val_loss ASC"] }],
    ["by a metric with infinities, downwards", { ...everything, order_by: ["metrics.val_loss DESC"] }],
    ["by a metric whose last value is NaN", { ...everything, order_by: ["metrics.`ends/in NaN` ASC"] }],
    ["by a param", { ...everything, order_by: ["params.learner ASC", "attributes.start_time ASC"] }],
    ["of one status", { ...everything, filter: "attributes.status = 'FAILED'" }],
    [
      "not over",
      {
        ...everything,
        filter:
          "attributes.status != 'FINISHED' and attributes.status != 'FAILED' and attributes.status != 'KILLED'",
      },
    ],
    [
      "started since 1970, ended since",
      { ...everything, filter: "attributes.start_time >= 1 and attributes.end_time >= 1" },
    ],
    ["started in no time", { ...everything, filter: "attributes.start_time <= 1" }],
    [
      "by a metric, a param and a tag",
      {
        ...everything,
        filter: "metrics.roc_auc > 0.9 and params.learner = 'mlp' and tags.`mlflow.user` LIKE 'contrib%'",
      },
    ],
    ["by a param that most lack", { ...everything, filter: "params.trees != '7'" }],
    ["of no experiment", {}],
    ["of an unknown experiment", { experiment_ids: ["77"] }],
    ["by nonsense", { ...everything, filter: "foo bar" }],
    ["more than it gives", { ...everything, max_results: 50_001 }],
  ];
  it.each(searches)("searching runs: %s", async (_, body) => {
    const answer = await both("POST", `${API}/runs/search`, body);
    expect(answer.sample).toEqual(answer.real);
  });

  it("finds runs by their ids, deleted ones too", async () => {
    const filter = `attributes.run_id IN ('${runId("bc-1")}', '${runId("odd-1")}')`;
    const answer = await both("POST", `${API}/runs/search`, { ...everything, filter, run_view_type: "ALL" });
    expect(answer.sample).toEqual(answer.real);
    expect(JSON.stringify(answer.real)).toContain(runId("odd-1"));
  });

  it("tells every run, its files and the history of each of its metrics", async () => {
    for (const { run_id, histories } of recording.runs) {
      const paths = [`runs/get?run_id=${run_id}`, `artifacts/list?run_id=${run_id}`];
      paths.push(
        ...histories.map(
          ({ key }) => `metrics/get-history?run_id=${run_id}&metric_key=${encodeURIComponent(key)}`,
        ),
      );
      for (const path of paths) {
        const answer = await both("GET", `${API}/${path}`);
        expect(answer.sample, path).toEqual(answer.real);
      }
    }
  });

  it("holds NaN and both infinities, as MLflow writes them", () => {
    const gap = recording.runs.flatMap((run) => run.histories).find((history) => history.key === "gap");
    expect(gap?.values).toEqual(["NaN", Number.MAX_VALUE, -Number.MAX_VALUE, 1e308, 0, 0.5]);
  });

  const gets: [string, (odd: string, first: string) => string][] = [
    ["the version", () => "/version"],
    ["its health", () => "/health"],
    ["an unknown address", () => `${API}/nothing/here`],
    ["a history in pages", (odd) => `${API}/metrics/get-history?run_id=${odd}&metric_key=gap&max_results=4`],
    [
      "its second page",
      (odd) =>
        `${API}/metrics/get-history?run_id=${odd}&metric_key=gap&max_results=4&page_token=eyJvZmZzZXQiOiA0fQ==`,
    ],
    ["a history of an unknown metric", (odd) => `${API}/metrics/get-history?run_id=${odd}&metric_key=nope`],
    ["a history of nothing", (odd) => `${API}/metrics/get-history?run_id=${odd}`],
    [
      "many histories at once, with a bare NaN",
      (odd, first) =>
        `/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=${odd}&run_id=${first}&metric_key=gap`,
    ],
    [
      "many histories, cut off",
      (odd, first) =>
        `/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=${odd}&run_id=${first}&metric_key=val_loss&max_results=8`,
    ],
    ["many histories of no run", () => "/ajax-api/2.0/mlflow/metrics/get-history-bulk?metric_key=gap"],
    [
      "the documented place where bulk is not",
      (odd) => `${API}/metrics/get-history-bulk?run_id=${odd}&metric_key=gap`,
    ],
    ["an unknown run", () => `${API}/runs/get?run_id=unknown`],
    ["no run", () => `${API}/runs/get`],
    ["files of an unknown folder", (odd) => `${API}/artifacts/list?run_id=${odd}&path=nowhere`],
    ["files of an unknown run", () => `${API}/artifacts/list?run_id=unknown`],
    ["models", () => `${API}/registered-models/search`],
    ["a page of models", () => `${API}/registered-models/search?max_results=2`],
    [
      "the next page of models",
      () => `${API}/registered-models/search?max_results=2&page_token=eyJvZmZzZXQiOiAyfQ==`,
    ],
    ["one model", () => `${API}/registered-models/get?name=breast-cancer`],
    ["an unknown model", () => `${API}/registered-models/get?name=nope`],
    ["versions", () => `${API}/model-versions/search`],
    [
      "a page of versions",
      () => `${API}/model-versions/search?max_results=2&order_by=last_updated_timestamp%20DESC`,
    ],
    [
      "versions of a model",
      () => `${API}/model-versions/search?filter=${encodeURIComponent("name='breast-cancer'")}`,
    ],
    [
      "versions of a run",
      (_, first) => `${API}/model-versions/search?filter=${encodeURIComponent(`run_id='${first}'`)}`,
    ],
    [
      "versions by name",
      () => `${API}/model-versions/search?order_by=name%20ASC&order_by=version_number%20ASC`,
    ],
    ["a version", () => `${API}/model-versions/get?name=breast-cancer&version=2`],
    ["a version with an alias", () => `${API}/model-versions/get?name=wine-grader&version=1`],
    ["an unknown version", () => `${API}/model-versions/get?name=breast-cancer&version=99`],
    ["who stands behind an alias", () => `${API}/registered-models/alias?name=wine-grader&alias=first`],
    ["a missing alias", () => `${API}/registered-models/alias?name=breast-cancer&alias=champion`],
    ["an alias of an unknown model", () => `${API}/registered-models/alias?name=nope&alias=champion`],
  ];
  it.each(gets)("asked for %s", async (_, path) => {
    const answer = await both("GET", path(runId("odd-1"), runId("bc-1")));
    expect(answer.sample).toEqual(answer.real);
  });

  it.each([{}, { max_results: 100 }, { max_results: 2 }, { max_results: 5, filter: "name LIKE '%cancer'" }])(
    "searching experiments: %o",
    async (body) => {
      const answer = await both("POST", `${API}/experiments/search`, body);
      expect(answer.sample).toEqual(answer.real);
    },
  );

  it("sets, moves and takes away aliases and tags alike", async () => {
    const champion = { name: "breast-cancer", alias: "champion" };
    const tag = { name: "breast-cancer", version: "3", key: "note", value: "🌱 <b>" };
    const steps = [
      () => alias("POST", { ...champion, version: "2" }),
      () => alias("POST", { ...champion, version: "3" }),
      () => alias("POST", { ...champion, alias: "a-second", version: "3" }),
      () => alias("POST", { ...champion, version: "77" }),
      () => alias("POST", { ...champion, alias: "v3", version: "1" }),
      () => alias("POST", { ...champion, alias: "two words", version: "1" }),
      () => alias("POST", { name: "breast-cancer" }),
      () => alias("POST", { name: "nope", alias: "champion", version: "1" }),
      () => both("POST", `${API}/model-versions/set-tag`, tag),
      () => both("POST", `${API}/model-versions/set-tag`, { ...tag, key: "another" }),
      () => both("POST", `${API}/model-versions/set-tag`, { ...tag, version: "99" }),
      () => both("DELETE", `${API}/model-versions/delete-tag`, { ...tag, key: "another" }),
      () => alias("DELETE", { ...champion, alias: "a-second" }),
      () => alias("DELETE", { ...champion, alias: "never-set" }),
      () => alias("DELETE", { name: "nope", alias: "champion" }),
    ];
    const looks = [
      "registered-models/get?name=breast-cancer",
      "registered-models/search",
      "model-versions/search",
      "model-versions/get?name=breast-cancer&version=2",
      "model-versions/get?name=breast-cancer&version=3",
      "registered-models/alias?name=breast-cancer&alias=champion",
    ];
    for (const [i, step] of steps.entries()) {
      const done = await step();
      expect(done.sample, `step ${i}`).toEqual(done.real);
      for (const look of looks) {
        const answer = await both("GET", `${API}/${look}`);
        expect(answer.sample, `${look} after step ${i}`).toEqual(answer.real);
      }
    }
  });
});
