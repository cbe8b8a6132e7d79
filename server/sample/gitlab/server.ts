import "server-only";
import type { Fault } from "../faults.ts";
import { type Answer, jsonAnswer, type Loopback, type Request, startLoopback } from "../loopback.ts";
import { type StateFile, stateFile } from "../state-file.ts";
import { createAnswers } from "./answers.ts";
import { loadContract, type Operation } from "./contract.ts";
import { createRoutes, message, type Route } from "./routes.ts";
import type { GitlabRecording } from "./shapes.ts";
import { createWorld, type GitlabState, gitlabState, type World } from "./world.ts";

export type GitlabOptions = {
  data: GitlabRecording;
  /** The port; 0 for a free one. */
  port?: number;
  /** The access token it asks for. */
  token?: string;
  /** By how many days the recording is moved. */
  days?: number;
  /** A file that stores what users did; only in memory when left out. */
  state?: string;
  now?: () => number;
  faults?: readonly Fault[];
  /** Requests a minute until 429. */
  rateLimit?: number;
  /** Whether answers have rate limit headers; those of gitlab.com do not always. On when left out. */
  rateHeaders?: boolean;
  /** Whether a request that GitLab itself would let pass, against the letter of its specification, is an error. */
  strict?: boolean;
};

export type Gitlab = {
  url: string;
  port: number;
  token: string;
  stop: () => Promise<void>;
  /** Commits of the recording's last week, which repeats after its end. */
  repeatedCommits: ReadonlySet<string>;
  control: Pick<Loopback, "fail" | "heal" | "requests"> & {
    /** Requests and answers that violated the specification, in words. */
    violations: string[];
    /** Adds a pipeline, or a commit, as a push does. */
    push: World["push"];
    pushCommit: World["pushCommit"];
  };
};

const RATE_WINDOW_MS = 60_000;

/**
 * A GitLab on loopback: it has state, changes with the clock, and checks every request and answer against the vendor's
 * specification. A violation answers 500 and is recorded.
 */
export async function startGitlab(options: GitlabOptions): Promise<Gitlab> {
  const now = options.now ?? Date.now;
  const token = options.token ?? "glpat-a-token-of-the-tests";
  const strict = options.strict ?? true;
  const contract = loadContract();
  const state: StateFile<GitlabState> = stateFile(options.state ?? null, gitlabState, { actions: [] });
  const world = createWorld(options.data, options.days ?? 0, now, state);
  const violations: string[] = [];
  let url = "";
  const routes = createRoutes(
    world,
    createAnswers(world, () => url),
  ).map((route) => ({ ...route, pattern: pattern(route.template) }));
  const rate = createRate(options.rateLimit ?? 2_000, now);

  function violate(what: string): Answer {
    violations.push(what);
    return jsonAnswer({ message: `500 against the contract: ${what}` }, 500);
  }

  function answer(request: Request): Answer {
    if (!request.path.startsWith("/api/v4/")) return page(request, world);
    const left = rate.take();
    const headers = (options.rateHeaders ?? true) ? left.headers : {};
    if (left.over)
      return {
        status: 429,
        headers: { ...headers, "retry-after": String(left.resetIn) },
        body: "Retry later\n",
      };
    const given = request.headers["private-token"] ?? request.headers.authorization?.replace(/^Bearer /, "");
    const answered = given === token ? serve(request) : message(401, "401 Unauthorized");
    return { ...answered, headers: { ...headers, ...answered.headers } };
  }

  function serve(request: Request): Answer {
    const found = match(routes, request);
    if (!found) return jsonAnswer({ error: "404 Not Found" }, 404);
    const { route, params } = found;
    const operation = contract.operation(route.method, route.template);
    let body: unknown;
    try {
      body = request.body === "" ? undefined : JSON.parse(request.body);
    } catch {
      return jsonAnswer({ error: "The request body could not be parsed as JSON" }, 400);
    }
    const refused = operation && checkRequest(operation, request, params, body);
    if (refused) return refused;
    const answered = route.answer({ params, request, here: `${url}${request.path}`, body });
    if (!operation || answered.status >= 400) return answered;
    const type = answered.type ?? "text/plain";
    const value: unknown = type === "application/json" ? JSON.parse(answered.body) : answered.body;
    const wrong = contract.answer(operation, answered.status, type, value);
    return wrong === null ? answered : violate(wrong);
  }

  function checkRequest(
    operation: Operation,
    request: Request,
    params: Record<string, string>,
    body: unknown,
  ) {
    const query = contract.query(operation, request.query);
    if (strict && query.unknown.length > 0)
      return violate(
        `${operation.method} ${operation.template} has no parameter ${query.unknown.join(", ")}`,
      );
    const wrong = query.invalid ?? contract.path(operation, params) ?? contract.body(operation, body);
    if (wrong === null) return null;
    if (strict) violations.push(wrong);
    return jsonAnswer({ error: wrong }, 400);
  }

  const loopback = await startLoopback({
    port: options.port ?? 0,
    answer,
    faults: options.faults,
    faultAnswers: {
      unauthorized: () => message(401, "401 Unauthorized"),
      tooMany,
      broken: () => message(500, "500 Internal Server Error"),
      signIn: () => ({ status: 200, type: "text/html; charset=utf-8", body: SIGN_IN }),
    },
  });
  url = loopback.url;
  return {
    url,
    port: loopback.port,
    token,
    stop: loopback.stop,
    repeatedCommits: world.repeatedCommits,
    control: {
      fail: loopback.fail,
      heal: loopback.heal,
      requests: loopback.requests,
      violations,
      push: world.push,
      pushCommit: world.pushCommit,
    },
  };
}

function tooMany(after: number | null): Answer {
  const headers: Record<string, string> = { "ratelimit-remaining": "0" };
  if (after !== null) headers["retry-after"] = String(after);
  return { status: 429, headers, body: "Retry later\n" };
}

const SIGN_IN =
  "<!DOCTYPE html><html><head><title>Sign in · GitLab</title></head><body><h1>GitLab</h1><form></form></body></html>\n";

/** What a person sees who follows a link into this GitLab with a browser. */
function page(request: Request, world: World): Answer {
  const pipeline = world.pipeline(Number(/\/-\/pipelines\/(\d+)/.exec(request.path)?.[1]));
  const subject = pipeline ? `${pipeline.name} #${pipeline.iid}` : "The sample's GitLab";
  const text = `${subject}: these pages are played by the sample workspace, which answers GitLab's REST API only.`;
  return {
    status: 200,
    type: "text/html; charset=utf-8",
    body: `<!doctype html><title>GitLab</title><p>${text}</p>\n`,
  };
}

function pattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`)}$`);
}

function match(routes: readonly (Route & { pattern: RegExp })[], request: Request) {
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const found = route.pattern.exec(request.path);
    if (!found) continue;
    const parts = Object.entries(found.groups ?? {});
    return {
      route,
      params: Object.fromEntries(parts.map(([name, value]) => [name, decodeURIComponent(value)])),
    };
  }
  return null;
}

function createRate(limit: number, now: () => number) {
  let windowStart = now();
  let used = 0;
  return {
    take() {
      if (now() - windowStart >= RATE_WINDOW_MS) {
        windowStart = now();
        used = 0;
      }
      used += 1;
      const reset = windowStart + RATE_WINDOW_MS;
      const headers: Record<string, string> = {
        "ratelimit-limit": String(limit),
        "ratelimit-observed": String(used),
        "ratelimit-remaining": String(Math.max(0, limit - used)),
        "ratelimit-reset": String(Math.ceil(reset / 1000)),
        "ratelimit-name": "throttle_authenticated_api",
      };
      return { over: used > limit, resetIn: Math.max(1, Math.ceil((reset - now()) / 1000)), headers };
    },
  };
}
