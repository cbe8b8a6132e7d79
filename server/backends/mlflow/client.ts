import "server-only";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { BackendError, type BackendErrorKind } from "../errors.ts";
import { createHttp, type Http } from "../http.ts";
import type { ClientOptions, LeftOut } from "../types.ts";
import type { Credentials } from "../vendors.ts";
import { about } from "./about.ts";
import {
  artifactsAnswer,
  bulkHistoryAnswer,
  emptyAnswer,
  experimentsAnswer,
  historyAnswer,
  loggedModelAnswer,
  loggedModelsAnswer,
  type MlflowRun,
  modelAnswer,
  modelsAnswer,
  run,
  runAnswer,
  runsAnswer,
  versionAnswer,
  versionsAnswer,
} from "./schema.ts";

const API = "/api/2.0/mlflow";
const SLICE = 40;

/** A single run larger than the bound of a page is still read, up to this size. */
const ONE_RUN_BYTES = 64_000_000;

export type MlflowClient = ReturnType<typeof createMlflowClient>;

/** MLflow's REST calls, a method each. Answers are checked; every failure is a BackendError. */
export function createMlflowClient(http: Http) {
  const post = <T>(
    schema: z.ZodType<T>,
    path: string,
    body: unknown,
    signal?: AbortSignal,
    maxBytes?: number,
  ) =>
    http.json(schema, { method: "POST", path: `${API}/${path}`, body, signal, maxBytes, repeatable: true });

  const get = <T>(
    schema: z.ZodType<T>,
    path: string,
    query: Record<string, string | number | undefined>,
    signal?: AbortSignal,
  ) => http.json(schema, { path: `${API}/${path}`, query, signal });

  return {
    origin: http.origin,
    close: http.close,

    /** The server's own version; null where it is hidden (Databricks, GitLab's registry, some proxies). */
    async serverVersion(signal?: AbortSignal): Promise<string | null> {
      try {
        const text = (await http.text({ path: "/version", signal, maxBytes: 1000 })).trim();
        return /^\d+\.\d+/.test(text) ? text : null;
      } catch (error) {
        if (error instanceof BackendError && ["not_found", "not_json", "forbidden"].includes(error.kind))
          return null;
        throw error;
      }
    },

    async experiments(
      pageToken: string | undefined,
      signal?: AbortSignal,
      view: "ACTIVE_ONLY" | "ALL" = "ACTIVE_ONLY",
    ) {
      const body = { max_results: 1000, page_token: pageToken, view_type: view };
      return (await post(experimentsAnswer, "experiments/search", body, signal)).data;
    },

    async searchRuns(
      search: {
        experimentIds: readonly string[];
        filter: string;
        orderBy: string;
        limit: number;
        pageToken?: string;
        view?: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";
      },
      signal?: AbortSignal,
    ) {
      const body = {
        experiment_ids: search.experimentIds,
        filter: search.filter,
        order_by: [search.orderBy],
        max_results: search.limit,
        page_token: search.pageToken,
        run_view_type: search.view ?? "ACTIVE_ONLY",
      };
      const maxBytes = search.limit === 1 ? ONE_RUN_BYTES : undefined;
      const { data } = await post(runsAnswer, "runs/search", body, signal, maxBytes);
      // Thousands of params and metrics: checking in slices lets this process answer other requests between.
      const runs: MlflowRun[] = [];
      const leftOut: LeftOut[] = [];
      for (let i = 0; i < data.runs.length; i += SLICE) {
        for (const each of data.runs.slice(i, i + SLICE)) {
          const checked = run.safeParse(each);
          if (checked.success) runs.push(checked.data);
          else leftOut.push(unreadable(each, checked.error));
        }
        await setImmediate();
      }
      return { runs, leftOut, next_page_token: data.next_page_token };
    },

    /** Null when the run is gone for good; a deleted one is answered. */
    run: (runId: string, signal?: AbortSignal) =>
      unlessMissing(async () => {
        const call = { path: `${API}/runs/get`, query: { run_id: runId }, signal, maxBytes: ONE_RUN_BYTES };
        return (await http.json(runAnswer, call)).data.run;
      }),

    /** Null when the model is gone. */
    loggedModel: (id: string, signal?: AbortSignal) =>
      unlessMissing(async () => {
        const path = `${API}/logged-models/${encodeURIComponent(id)}`;
        return (await http.json(loggedModelAnswer, { path, signal, maxBytes: ONE_RUN_BYTES })).data.model;
      }),

    /** How many models a run logged, up to two. */
    async modelsOfRun(experimentId: string, runId: string, signal?: AbortSignal): Promise<number> {
      const filter = `source_run_id = '${runId}'`;
      const body = { experiment_ids: [experimentId], filter, max_results: 2 };
      return (await post(loggedModelsAnswer, "logged-models/search", body, signal, ONE_RUN_BYTES)).data.models
        .length;
    },

    async history(runId: string, metric: string, pageToken: string | undefined, signal?: AbortSignal) {
      const query = { run_id: runId, metric_key: metric, max_results: 25_000, page_token: pageToken };
      return (await get(historyAnswer, "metrics/get-history", query, signal)).data;
    },

    /** One metric of up to 100 runs, at most 25,000 points in all. MLflow's own pages use this undocumented route. */
    async bulkHistory(runIds: readonly string[], metric: string, signal?: AbortSignal) {
      const query = { run_id: runIds, metric_key: metric, max_results: BULK_POINTS };
      const path = "/ajax-api/2.0/mlflow/metrics/get-history-bulk";
      return (await http.json(bulkHistoryAnswer, { path, query, signal })).data;
    },

    async artifacts(
      runId: string,
      path: string | undefined,
      pageToken: string | undefined,
      signal?: AbortSignal,
    ) {
      const query = { run_id: runId, path, page_token: pageToken };
      // A broken artifact store answers 500 for every run, so retries are few.
      const call = { path: `${API}/artifacts/list`, query, signal, attempts: 2 };
      return (await http.json(artifactsAnswer, call)).data;
    },

    async models(pageToken: string | undefined, signal?: AbortSignal) {
      const query = { max_results: 200, page_token: pageToken };
      return (await get(modelsAnswer, "registered-models/search", query, signal)).data;
    },

    /** Null when the model is gone. A server with accounts answers 403 for what is gone too. */
    model: (name: string, signal?: AbortSignal) =>
      unlessMissing(async () => {
        return (await get(modelAnswer, "registered-models/get", { name }, signal)).data.registered_model;
      }, ["forbidden"]),

    async versions(pageToken: string | undefined, signal?: AbortSignal) {
      const query = { max_results: 500, page_token: pageToken, order_by: "last_updated_timestamp DESC" };
      return (await get(versionsAnswer, "model-versions/search", query, signal)).data;
    },

    /** Versions of one model. A name with both kinds of quotes may bring those of names that look alike. */
    async versionsOf(model: string, pageToken: string | undefined, signal?: AbortSignal) {
      const query = { filter: nameFilter(model), max_results: 1000, page_token: pageToken };
      return (await get(versionsAnswer, "model-versions/search", query, signal)).data;
    },

    /** Null when the version is gone. */
    version: (model: string, version: string, signal?: AbortSignal) =>
      unlessMissing(async () => {
        const query = { name: model, version };
        return (await get(versionAnswer, "model-versions/get", query, signal)).data.model_version;
      }),

    async alias(model: string, alias: string, signal?: AbortSignal): Promise<string | null> {
      try {
        const answer = await get(versionAnswer, "registered-models/alias", { name: model, alias }, signal);
        return answer.data.model_version.version;
      } catch (error) {
        if (isMissingAlias(error)) return null;
        throw error;
      }
    },

    async setAlias(model: string, alias: string, version: string, signal?: AbortSignal): Promise<void> {
      const body = { name: model, alias, version };
      await http.json(emptyAnswer, { method: "POST", path: `${API}/registered-models/alias`, body, signal });
    },

    async deleteAlias(model: string, alias: string, signal?: AbortSignal): Promise<void> {
      const body = { name: model, alias };
      await http.json(emptyAnswer, {
        method: "DELETE",
        path: `${API}/registered-models/alias`,
        body,
        signal,
      });
    },
  };
}

/** MLflow's filters know no escaped quotes: in a pattern, `_` stands for one character. */
function nameFilter(name: string): string {
  if (!name.includes("'")) return `name = '${name}'`;
  return name.includes('"') ? `name LIKE '${name.replaceAll("'", "_")}'` : `name = "${name}"`;
}

export const BULK_POINTS = 25_000;

const named = z.object({ info: z.object({ run_id: z.string() }) });

/** A run that is not as MLflow's runs are. */
function unreadable(answered: unknown, error: z.ZodError): LeftOut {
  const id = named.safeParse(answered).data?.info.run_id;
  const [issue] = error.issues;
  return {
    record: id ? { kind: "run", id } : undefined,
    what: `${id ? `Run ${id}` : "A run"} cannot be read.`,
    why: `${issue?.path.join(".")}: ${issue?.message}.`,
    todo: "It is left out and read again later; all other runs are read. Look at it in MLflow.",
  };
}

/** The answer, or null where the server says that there is no such thing. A missing address is no such answer. */
async function unlessMissing<T>(
  ask: () => Promise<T>,
  also: readonly BackendErrorKind[] = [],
): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    if (error.code === "RESOURCE_DOES_NOT_EXIST" || also.includes(error.kind)) return null;
    throw error;
  }
}

/** Some MLflow versions call a missing alias an invalid parameter (400), others a missing resource (404). */
function isMissingAlias(error: unknown): boolean {
  if (!(error instanceof BackendError) || (error.status !== 400 && error.status !== 404)) return false;
  return /\balias\b.*(not found|not exist)/i.test(error.vendorMessage);
}

/** The headers that carry the credentials. */
export function mlflowHeaders(credentials: Credentials<"mlflow">): Record<string, string> {
  if (credentials.token) return { authorization: `Bearer ${credentials.token}` };
  if (!credentials.username) return {};
  const pair = Buffer.from(`${credentials.username}:${credentials.password ?? ""}`, "utf8").toString(
    "base64",
  );
  return { authorization: `Basic ${pair}` };
}

export function openMlflowClient(
  url: string,
  credentials: Credentials<"mlflow">,
  behaviour: ClientOptions,
): MlflowClient {
  const headers = mlflowHeaders(credentials);
  return createMlflowClient(
    createHttp({
      vendor: about.name,
      baseUrl: url,
      headers,
      recognises: ({ headers, text }) => /mlflow/i.test(`${headers["www-authenticate"]} ${text}`),
      outbound: behaviour.outbound,
      timeoutMs: behaviour.timeoutMs ?? 60_000,
      attempts: behaviour.attempts,
      patienceMs: behaviour.patienceMs,
    }),
  );
}
