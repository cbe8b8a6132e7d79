import "server-only";
import type { Readable } from "node:stream";
import createClient from "openapi-fetch";
import { createHttp } from "../http.ts";
import type { ClientOptions } from "../types.ts";
import type { Credentials } from "../vendors.ts";
import { about } from "./about.ts";
import type { paths } from "./contract.generated.ts";
import { jobList, pipelineDetail, pipelineList, version } from "./schema.ts";

export const LIST_PAGE = 100;

export type GitlabClient = ReturnType<typeof openGitlabClient>;

/** The server's own address: `https://host`, also when given with `/api/v4` at its end. */
export const gitlabRoot = (url: string): string => url.replace(/\/+$/, "").replace(/\/api\/v4$/, "");

/** GitLab's REST v4 calls, typed by its specification. Answers are checked; every failure is a BackendError. */
export function openGitlabClient(url: string, credentials: Credentials<"gitlab">, behaviour: ClientOptions) {
  const headers: Record<string, string> = credentials.token ? { "private-token": credentials.token } : {};
  const http = createHttp({
    vendor: about.name,
    baseUrl: gitlabRoot(url),
    headers,
    recognises: (answer) =>
      answer.headers["x-gitlab-meta"] !== undefined || answer.text.includes('"message":"401 Unauthorized"'),
    outbound: behaviour.outbound,
    timeoutMs: behaviour.timeoutMs,
    attempts: behaviour.attempts,
    patienceMs: behaviour.patienceMs,
  });
  const api = createClient<paths>({ baseUrl: http.origin, fetch: (request) => http.fetch(request) });

  return {
    close: http.close,

    async version(signal?: AbortSignal) {
      const { data } = await api.GET("/api/v4/version", { signal });
      return http.check(version, "/api/v4/version", data);
    },

    /** A page of a project's pipelines by `updated_at`; `total` is null beyond 10,000. */
    async pipelines(
      project: string,
      query: {
        updated_after?: string;
        updated_before?: string;
        sort: "asc" | "desc";
        source?: "parent_pipeline";
        page: number;
        per_page?: number;
      },
      signal?: AbortSignal,
    ) {
      const path = "/api/v4/projects/{id}/pipelines";
      const { data, response } = await api.GET(path, {
        params: { path: { id: project }, query: { per_page: LIST_PAGE, ...query, order_by: "updated_at" } },
        signal,
      });
      const total = response.headers.get("x-total");
      return {
        items: http.check(pipelineList, path, data),
        nextPage: response.headers.get("x-next-page") || null,
        total: total ? Number(total) : null,
      };
    },

    async pipeline(project: string, pipeline: string, signal?: AbortSignal) {
      const path = "/api/v4/projects/{id}/pipelines/{pipeline_id}";
      const params = { path: { id: project, pipeline_id: Number(pipeline) } };
      const { data } = await api.GET(path, { params, signal });
      return http.check(pipelineDetail, path, data);
    },

    /** All jobs of a pipeline, retried ones too. */
    async jobs(project: string, pipeline: string, signal?: AbortSignal) {
      const path = "/api/v4/projects/{id}/pipelines/{pipeline_id}/jobs";
      const jobs = [];
      for (let page = 1; ; ) {
        const { data, response } = await api.GET(path, {
          params: {
            path: { id: project, pipeline_id: Number(pipeline) },
            query: { per_page: LIST_PAGE, include_retried: true, page },
          },
          signal,
        });
        jobs.push(...http.check(jobList, path, data));
        const next = Number(response.headers.get("x-next-page") || 0);
        if (next <= page) return jobs;
        page = next;
      }
    },

    /** Streams a job's log. */
    trace(project: string, job: string, signal?: AbortSignal): Promise<Readable> {
      const path = `/api/v4/projects/${encodeURIComponent(project)}/jobs/${encodeURIComponent(job)}/trace`;
      return http.stream({ path, signal });
    },
  };
}
