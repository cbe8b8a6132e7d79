import "server-only";
import type { Fault } from "../faults.ts";
import { type Answer, jsonAnswer, type Loopback, type Request, startLoopback } from "../loopback.ts";
import { stateFile } from "../state-file.ts";
import { MlflowRefusal } from "./refusal.ts";
import { createRegistry, registryState } from "./registry.ts";
import { playRuns } from "./repeat.ts";
import { createRoutes } from "./routes.ts";
import type { MlflowRecording } from "./shapes.ts";
import { moveRecording } from "./shifted.ts";

export type MlflowSampleOptions = {
  data: MlflowRecording;
  /** The port; 0 for a free one. */
  port?: number;
  /** By how many days the recording is moved. */
  days?: number;
  /** Commits that are repeated with the runs after the recording's end. */
  repeatedCommits?: ReadonlySet<string>;
  /** A file that stores aliases and tags; only in memory when left out. */
  stateFile?: string;
  now?: () => number;
  faults?: readonly Fault[];
};

export type MlflowSample = {
  url: string;
  port: number;
  stop: () => Promise<void>;
  control: Pick<Loopback, "fail" | "heal" | "requests">;
};

/**
 * An MLflow on loopback that answers with what was recorded of a real one, up to the present moment. Its aliases and
 * tags can be changed.
 */
export async function startMlflowSample(options: MlflowSampleOptions): Promise<MlflowSample> {
  const now = options.now ?? Date.now;
  const recording = moveRecording(options.data, options.days ?? 0);
  const state = stateFile(options.stateFile ?? null, registryState, { aliases: null, tags: [] });
  const runs = playRuns(recording, options.repeatedCommits ?? new Set());
  const routes = createRoutes(recording, createRegistry(recording, now, state), runs, now);

  function answer(request: Request): Answer {
    const { method, path } = request;
    const route = routes.get(`${method} ${path}`) ?? routes.get(`${method} ${path.replace(/[^/]+$/, "*")}`);
    if (!route) return request.path === "/" ? HOME : NOT_FOUND;
    try {
      return route(request);
    } catch (error) {
      if (error instanceof MlflowRefusal) return error.answer();
      throw error;
    }
  }

  const refusal = (code: string, message: string) => new MlflowRefusal(code, message).answer();
  const loopback = await startLoopback({
    port: options.port ?? 0,
    answer,
    faults: options.faults,
    faultAnswers: {
      unauthorized: () => ({
        status: 401,
        body: "You are not authenticated. Please see https://mlflow.org/docs",
      }),
      tooMany(after) {
        const headers: Record<string, string> = after === null ? {} : { "retry-after": String(after) };
        return jsonAnswer(
          { error_code: "REQUEST_LIMIT_EXCEEDED", message: "Too many requests" },
          429,
          headers,
        );
      },
      broken: () => refusal("INTERNAL_ERROR", "Internal server error"),
      signIn: () => ({
        status: 200,
        type: "text/html; charset=utf-8",
        body: "<!doctype html><title>Sign in</title><form></form>\n",
      }),
    },
  });
  return {
    url: loopback.url,
    port: loopback.port,
    stop: loopback.stop,
    control: { fail: loopback.fail, heal: loopback.heal, requests: loopback.requests },
  };
}

const html = "text/html; charset=utf-8";
const NOT_FOUND: Answer = {
  status: 404,
  type: html,
  body: "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server.</p>\n",
};
/** The page that a link into this MLflow opens. */
const HOME: Answer = {
  status: 200,
  type: html,
  body: "<!doctype html><title>MLflow</title><p>The sample's MLflow is played by the sample workspace, which answers its REST API only.</p>\n",
};
