import { type Answer, jsonAnswer, type Request } from "../loopback.ts";
import type { Answers } from "./answers.ts";
import { keysetPage, pagedAnswer, pageOfRows } from "./paging.ts";
import type { RecordedProject } from "./shapes.ts";
import { changedAt, type Job, jobStatusAt, type Pipeline, pipelineStatusAt } from "./timeline.ts";
import { traceAt } from "./trace.ts";
import type { World } from "./world.ts";

/** What a route gets: the parts of its path, decoded, and the request. */
export type Asked = { params: Record<string, string>; request: Request; here: string; body: unknown };
export type Route = { method: string; template: string; answer: (asked: Asked) => Answer };

/** A refusal as GitLab words it. */
export const message = (status: number, text: string): Answer => jsonAnswer({ message: text }, status);

class NotThere extends Error {
  constructor(readonly what: string) {
    super(what);
  }
}

/** All addresses of GitLab that the simulator knows, over the state as it is at the moment of asking. */
export function createRoutes(world: World, tell: Answers): Route[] {
  const projectOf = ({ params }: Asked): RecordedProject => {
    const found = world.project(params.id ?? "");
    if (!found) throw new NotThere("404 Project Not Found");
    return found;
  };
  const pipelineOf = (asked: Asked): Pipeline => {
    const project = projectOf(asked);
    const found = world.pipeline(Number(asked.params.pipeline_id));
    if (found?.project !== project.id) throw new NotThere("404 Not found");
    return found;
  };
  const jobOf = (asked: Asked): { pipeline: Pipeline; job: Job } => {
    const project = projectOf(asked);
    const found = world.job(Number(asked.params.job_id));
    if (found?.pipeline.project !== project.id) throw new NotThere("404 Not found");
    return found;
  };

  function listPipelines(asked: Asked): Answer {
    const project = projectOf(asked);
    const { query } = asked.request;
    const at = world.now();
    const wanted = pipelineFilter(query, at, world);
    const rows = world
      .pipelines()
      .filter((pipeline) => pipeline.project === project.id)
      .map((pipeline) => ({ pipeline, changed: changedAt(pipeline, at) }))
      .filter(({ pipeline, changed }) => wanted(pipeline, changed));
    const sign = query.get("sort") === "asc" ? 1 : -1;
    const by = query.get("order_by") ?? "id";
    rows.sort((a, b) => sign * (orderOf(by, at, a, b) || a.pipeline.id - b.pipeline.id));
    return pagedAnswer(pageOfRows(rows, asked.here, query), ({ pipeline }) => tell.basic(pipeline));
  }

  function listJobs(asked: Asked, bridges: boolean): Answer {
    const pipeline = pipelineOf(asked);
    const { query } = asked.request;
    const at = world.now();
    const scopes = query.getAll("scope[]");
    const retriedToo = query.get("include_retried") === "true";
    const rows = pipeline.jobs
      .filter((job) => (job.starts !== undefined) === bridges && job.createdAt <= at)
      .filter((job) => (retriedToo || !job.retried) && fitsScope(scopes, job, at))
      .sort((a, b) => b.id - a.id);
    return pagedAnswer(pageOfRows(rows, asked.here, query), (job) =>
      bridges ? tell.bridge(job, pipeline) : tell.job(job, pipeline),
    );
  }

  function listProjectJobs(asked: Asked): Answer {
    const project = projectOf(asked);
    const { query } = asked.request;
    const at = world.now();
    const scopes = [...query.getAll("scope[]"), ...query.getAll("scope")];
    const rows = world
      .pipelines()
      .filter((pipeline) => pipeline.project === project.id)
      .flatMap((pipeline) => pipeline.jobs.map((job) => ({ id: job.id, job, pipeline })))
      .filter(({ job }) => job.starts === undefined && job.createdAt <= at && fitsScope(scopes, job, at))
      .sort((a, b) => b.id - a.id);
    const cut = query.get("pagination") === "keyset" ? keysetPage : pageOfRows;
    return pagedAnswer(cut(rows, asked.here, query), ({ job, pipeline }) => tell.job(job, pipeline));
  }

  function trace(asked: Asked): Answer {
    const { job, pipeline } = jobOf(asked);
    const script = world.recording.logs[job.log ?? ""] ?? "";
    return {
      status: 200,
      type: "text/plain",
      body: traceAt(job, pipeline, projectOf(asked), script, world.now()),
    };
  }

  function actOnPipeline(asked: Asked, kind: "cancel" | "retry"): Answer {
    const pipeline = pipelineOf(asked);
    world.act({ kind, at: world.now(), pipeline: pipeline.id, job: null });
    const { name: _, archived: _archived, ...told } = tell.detail(pipeline);
    return jsonAnswer(told, 201);
  }

  function actOnJob(asked: Asked, kind: "cancel" | "retry" | "play"): Answer {
    const { job, pipeline } = jobOf(asked);
    const status = jobStatusAt(job, world.now());
    if (kind === "retry" && (job.retried || !["success", "failed", "canceled"].includes(status)))
      return message(403, "403 Forbidden - Job is not retryable");
    if (kind === "play" && status !== "manual" && status !== "scheduled")
      return message(400, "400 Bad request - Unplayable Job");
    const done = world.act({ kind, at: world.now(), pipeline: pipeline.id, job: job.id });
    if (kind !== "play") return jsonAnswer(tell.job(done?.job ?? job, pipeline), 201);
    const told = tell.job(job, pipeline);
    const {
      artifacts: _,
      runner: _runner,
      artifacts_expire_at: _expire,
      archived: _archived,
      tag_list: _tags,
      ...basic
    } = told;
    return jsonAnswer({ ...basic, project: { ci_job_token_scope_enabled: "false" } });
  }

  function create(asked: Asked): Answer {
    const project = projectOf(asked);
    const { ref } = asked.body as { ref: string };
    const done = world.act({ kind: "create", at: world.now(), project: project.id, ref });
    if (!done) return jsonAnswer({ message: { base: ["Reference not found"] } }, 400);
    const { name: _, archived: _archived, ...told } = tell.detail(done.pipeline);
    return jsonAnswer(told, 201);
  }

  function latest(asked: Asked): Answer {
    const project = projectOf(asked);
    const ref = asked.request.query.get("ref") ?? project.defaultBranch;
    const found = world
      .pipelines()
      .filter((one) => one.project === project.id && one.ref === ref && !one.parent);
    const last = found.at(-1);
    return last ? jsonAnswer(tell.detail(last)) : message(403, "403 Forbidden");
  }

  const one = (template: string) => `/api/v4/projects/{id}${template}`;
  const routes: Route[] = [
    {
      method: "GET",
      template: "/api/v4/version",
      answer: () => jsonAnswer({ ...world.recording.version, kas: { enabled: false } }),
    },
    {
      method: "GET",
      template: "/api/v4/user",
      answer: () => jsonAnswer(tell.user(world.recording.users[0]?.id ?? 1)),
    },
    { method: "GET", template: one(""), answer: (asked) => jsonAnswer(tell.project(projectOf(asked))) },
    { method: "GET", template: one("/pipelines"), answer: listPipelines },
    { method: "POST", template: one("/pipeline"), answer: create },
    { method: "GET", template: one("/pipelines/latest"), answer: latest },
    {
      method: "GET",
      template: one("/pipelines/{pipeline_id}"),
      answer: (asked) => jsonAnswer(tell.detail(pipelineOf(asked))),
    },
    {
      method: "GET",
      template: one("/pipelines/{pipeline_id}/jobs"),
      answer: (asked) => listJobs(asked, false),
    },
    {
      method: "GET",
      template: one("/pipelines/{pipeline_id}/bridges"),
      answer: (asked) => listJobs(asked, true),
    },
    {
      method: "POST",
      template: one("/pipelines/{pipeline_id}/retry"),
      answer: (asked) => actOnPipeline(asked, "retry"),
    },
    {
      method: "POST",
      template: one("/pipelines/{pipeline_id}/cancel"),
      answer: (asked) => actOnPipeline(asked, "cancel"),
    },
    { method: "GET", template: one("/jobs"), answer: listProjectJobs },
    {
      method: "GET",
      template: one("/jobs/{job_id}"),
      answer: (asked) => {
        const { job, pipeline } = jobOf(asked);
        return jsonAnswer(tell.job(job, pipeline));
      },
    },
    { method: "GET", template: one("/jobs/{job_id}/trace"), answer: trace },
    { method: "POST", template: one("/jobs/{job_id}/cancel"), answer: (asked) => actOnJob(asked, "cancel") },
    { method: "POST", template: one("/jobs/{job_id}/retry"), answer: (asked) => actOnJob(asked, "retry") },
    { method: "POST", template: one("/jobs/{job_id}/play"), answer: (asked) => actOnJob(asked, "play") },
    {
      method: "GET",
      template: one("/repository/commits/{sha}"),
      answer: ({ params }) => {
        const commit = world.commits().find((each) => each.sha.startsWith(params.sha ?? "?"));
        if (!commit) throw new NotThere("404 Commit Not Found");
        return jsonAnswer(tell.commit(commit));
      },
    },
  ];
  return routes.map((route) => ({
    ...route,
    answer(asked) {
      try {
        return route.answer(asked);
      } catch (error) {
        if (error instanceof NotThere) return message(404, error.what);
        throw error;
      }
    },
  }));
}

const fitsScope = (scopes: readonly string[], job: Job, at: number): boolean =>
  scopes.length === 0 || scopes.includes(jobStatusAt(job, at));

/** The list's filters. Child pipelines are shown only to who asks for them. */
function pipelineFilter(query: URLSearchParams, at: number, world: World) {
  const instant = (name: string, otherwise: number) =>
    query.has(name) ? Date.parse(query.get(name) ?? "") : otherwise;
  const after = instant("updated_after", Number.NEGATIVE_INFINITY);
  const before = instant("updated_before", Number.POSITIVE_INFINITY);
  const source = query.get("source");
  const is = (name: string, value: string) => !query.has(name) || query.get(name) === value;
  const scope = query.get("scope");
  return (pipeline: Pipeline, changed: number): boolean => {
    if (changed <= after || changed >= before) return false;
    if (pipeline.parent !== undefined && source !== "parent_pipeline") return false;
    const status = pipelineStatusAt(pipeline, at);
    if (scope === "running" && status !== "running") return false;
    if (scope === "pending" && status !== "pending") return false;
    if (scope === "finished" && !["success", "failed", "canceled"].includes(status)) return false;
    if (scope === "tags") return false;
    return (
      is("source", pipeline.source) &&
      is("status", status) &&
      is("ref", pipeline.ref) &&
      is("sha", pipeline.sha) &&
      is("name", pipeline.name) &&
      is("yaml_errors", "false") &&
      is("username", world.user(pipeline.user)?.username ?? "")
    );
  };
}

type Row = { pipeline: Pipeline; changed: number };

function orderOf(by: string, at: number, a: Row, b: Row): number {
  if (by === "updated_at") return a.changed - b.changed;
  if (by === "ref") return a.pipeline.ref.localeCompare(b.pipeline.ref);
  if (by === "user_id") return a.pipeline.user - b.pipeline.user;
  if (by === "status")
    return pipelineStatusAt(a.pipeline, at).localeCompare(pipelineStatusAt(b.pipeline, at));
  return a.pipeline.id - b.pipeline.id;
}
