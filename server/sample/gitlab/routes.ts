import { type Answer, jsonAnswer, type Request } from "../loopback.ts";
import type { Answers } from "./answers.ts";
import { keysetPage, pagedAnswer, pageOfRows } from "./paging.ts";
import type { RecordedProject } from "./shapes.ts";
import { changedAt, type Job, jobStatusAt, type Pipeline, pipelineStatusAt } from "./timeline.ts";
import { traceAt } from "./trace.ts";
import type { World } from "./world.ts";

/** The arguments of a route: the decoded parameters of its path, and the request. */
export type Call = { params: Record<string, string>; request: Request; here: string; body: unknown };
export type Route = { method: string; template: string; answer: (call: Call) => Answer };

/** An error answer of GitLab. */
export const message = (status: number, text: string): Answer => jsonAnswer({ message: text }, status);

class NotThere extends Error {
  constructor(readonly what: string) {
    super(what);
  }
}

/** All routes of the simulated GitLab; each answers for the present moment. */
export function createRoutes(world: World, answers: Answers): Route[] {
  const projectOf = ({ params }: Call): RecordedProject => {
    const found = world.project(params.id ?? "");
    if (!found) throw new NotThere("404 Project Not Found");
    return found;
  };
  const pipelineOf = (call: Call): Pipeline => {
    const project = projectOf(call);
    const found = world.pipeline(Number(call.params.pipeline_id));
    if (found?.project !== project.id) throw new NotThere("404 Not found");
    return found;
  };
  const jobOf = (call: Call): { pipeline: Pipeline; job: Job } => {
    const project = projectOf(call);
    const found = world.job(Number(call.params.job_id));
    if (found?.pipeline.project !== project.id) throw new NotThere("404 Not found");
    return found;
  };

  function listPipelines(call: Call): Answer {
    const project = projectOf(call);
    const { query } = call.request;
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
    return pagedAnswer(pageOfRows(rows, call.here, query), ({ pipeline }) => answers.basic(pipeline));
  }

  function listJobs(call: Call, bridges: boolean): Answer {
    const pipeline = pipelineOf(call);
    const { query } = call.request;
    const at = world.now();
    const scopes = query.getAll("scope[]");
    const retriedToo = query.get("include_retried") === "true";
    const rows = pipeline.jobs
      .filter((job) => (job.starts !== undefined) === bridges && job.createdAt <= at)
      .filter((job) => (retriedToo || !job.retried) && fitsScope(scopes, job, at))
      .sort((a, b) => b.id - a.id);
    return pagedAnswer(pageOfRows(rows, call.here, query), (job) =>
      bridges ? answers.bridge(job, pipeline) : answers.job(job, pipeline),
    );
  }

  function listProjectJobs(call: Call): Answer {
    const project = projectOf(call);
    const { query } = call.request;
    const at = world.now();
    const scopes = [...query.getAll("scope[]"), ...query.getAll("scope")];
    const rows = world
      .pipelines()
      .filter((pipeline) => pipeline.project === project.id)
      .flatMap((pipeline) => pipeline.jobs.map((job) => ({ id: job.id, job, pipeline })))
      .filter(({ job }) => job.starts === undefined && job.createdAt <= at && fitsScope(scopes, job, at))
      .sort((a, b) => b.id - a.id);
    const cut = query.get("pagination") === "keyset" ? keysetPage : pageOfRows;
    return pagedAnswer(cut(rows, call.here, query), ({ job, pipeline }) => answers.job(job, pipeline));
  }

  function trace(call: Call): Answer {
    const { job, pipeline } = jobOf(call);
    const script = world.recording.logs[job.log ?? ""] ?? "";
    return {
      status: 200,
      type: "text/plain",
      body: traceAt(job, pipeline, projectOf(call), script, world.now()),
    };
  }

  function actOnPipeline(call: Call, kind: "cancel" | "retry"): Answer {
    const pipeline = pipelineOf(call);
    world.act({ kind, at: world.now(), pipeline: pipeline.id, job: null });
    const { name: _, archived: _archived, ...body } = answers.detail(pipeline);
    return jsonAnswer(body, 201);
  }

  function actOnJob(call: Call, kind: "cancel" | "retry" | "play"): Answer {
    const { job, pipeline } = jobOf(call);
    const status = jobStatusAt(job, world.now());
    if (kind === "retry" && (job.retried || !["success", "failed", "canceled"].includes(status)))
      return message(403, "403 Forbidden - Job is not retryable");
    if (kind === "play" && status !== "manual" && status !== "scheduled")
      return message(400, "400 Bad request - Unplayable Job");
    const done = world.act({ kind, at: world.now(), pipeline: pipeline.id, job: job.id });
    if (kind !== "play") return jsonAnswer(answers.job(done?.job ?? job, pipeline), 201);
    const body = answers.job(job, pipeline);
    const {
      artifacts: _,
      runner: _runner,
      artifacts_expire_at: _expire,
      archived: _archived,
      tag_list: _tags,
      ...basic
    } = body;
    return jsonAnswer({ ...basic, project: { ci_job_token_scope_enabled: "false" } });
  }

  function create(call: Call): Answer {
    const project = projectOf(call);
    const { ref } = call.body as { ref: string };
    const done = world.act({ kind: "create", at: world.now(), project: project.id, ref });
    if (!done) return jsonAnswer({ message: { base: ["Reference not found"] } }, 400);
    const { name: _, archived: _archived, ...body } = answers.detail(done.pipeline);
    return jsonAnswer(body, 201);
  }

  function latest(call: Call): Answer {
    const project = projectOf(call);
    const ref = call.request.query.get("ref") ?? project.defaultBranch;
    const found = world
      .pipelines()
      .filter((one) => one.project === project.id && one.ref === ref && !one.parent);
    const last = found.at(-1);
    return last ? jsonAnswer(answers.detail(last)) : message(403, "403 Forbidden");
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
      answer: () => jsonAnswer(answers.user(world.recording.users[0]?.id ?? 1)),
    },
    { method: "GET", template: one(""), answer: (call) => jsonAnswer(answers.project(projectOf(call))) },
    { method: "GET", template: one("/pipelines"), answer: listPipelines },
    { method: "POST", template: one("/pipeline"), answer: create },
    { method: "GET", template: one("/pipelines/latest"), answer: latest },
    {
      method: "GET",
      template: one("/pipelines/{pipeline_id}"),
      answer: (call) => jsonAnswer(answers.detail(pipelineOf(call))),
    },
    {
      method: "GET",
      template: one("/pipelines/{pipeline_id}/jobs"),
      answer: (call) => listJobs(call, false),
    },
    {
      method: "GET",
      template: one("/pipelines/{pipeline_id}/bridges"),
      answer: (call) => listJobs(call, true),
    },
    {
      method: "POST",
      template: one("/pipelines/{pipeline_id}/retry"),
      answer: (call) => actOnPipeline(call, "retry"),
    },
    {
      method: "POST",
      template: one("/pipelines/{pipeline_id}/cancel"),
      answer: (call) => actOnPipeline(call, "cancel"),
    },
    { method: "GET", template: one("/jobs"), answer: listProjectJobs },
    {
      method: "GET",
      template: one("/jobs/{job_id}"),
      answer: (call) => {
        const { job, pipeline } = jobOf(call);
        return jsonAnswer(answers.job(job, pipeline));
      },
    },
    { method: "GET", template: one("/jobs/{job_id}/trace"), answer: trace },
    { method: "POST", template: one("/jobs/{job_id}/cancel"), answer: (call) => actOnJob(call, "cancel") },
    { method: "POST", template: one("/jobs/{job_id}/retry"), answer: (call) => actOnJob(call, "retry") },
    { method: "POST", template: one("/jobs/{job_id}/play"), answer: (call) => actOnJob(call, "play") },
    {
      method: "GET",
      template: one("/repository/commits/{sha}"),
      answer: ({ params }) => {
        const commit = world.commits().find((each) => each.sha.startsWith(params.sha ?? "?"));
        if (!commit) throw new NotThere("404 Commit Not Found");
        return jsonAnswer(answers.commit(commit));
      },
    },
  ];
  return routes.map((route) => ({
    ...route,
    answer(call) {
      try {
        return route.answer(call);
      } catch (error) {
        if (error instanceof NotThere) return message(404, error.what);
        throw error;
      }
    },
  }));
}

const fitsScope = (scopes: readonly string[], job: Job, at: number): boolean =>
  scopes.length === 0 || scopes.includes(jobStatusAt(job, at));

/** The list's filters. Child pipelines are left out unless they are asked for. */
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
