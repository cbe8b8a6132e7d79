import "server-only";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { waitWords } from "@/server/foundation/durations";
import { log } from "@/server/foundation/log";
import type { Outbound } from "@/server/outbound/judge";
import { checkShape, htmlError, type Responder, readBody, readJson, statusError } from "./answer.ts";
import { BackendError, networkError, notFoundThere, refusedAddress } from "./errors.ts";
import { looksLikeHtml } from "./json.ts";
import { backoffMs, parseRetryAfter, rateLimitPauseMs } from "./retry.ts";
import { closeSockets, type Exchange, exchange, openSockets, RefusedAddress } from "./transport.ts";

export type HttpOptions = {
  /** The system's name in error messages. */
  vendor: string;
  /** Address of the server; a path in it comes before every call's path. */
  baseUrl: string;
  /** To which addresses it may connect, and how much is told of failures there. */
  outbound: Outbound;
  /** Whether an answer that is an error comes from such a system, as its own words or headers show. */
  recognises?: (answer: { headers: Exchange["headers"]; text: string }) => boolean;
  /** Sent with every call, credentials among them. Never logged and never part of an error. */
  headers?: Record<string, string>;
  /** Longest time for a whole answer (of a stream: until its first byte), in milliseconds. */
  timeoutMs?: number;
  /** Largest body read into memory, in bytes. */
  maxBytes?: number;
  /** How many times a repeatable call is tried in all. */
  attempts?: number;
  /** The longest pause that the client waits out; a longer one is thrown as rate_limited with retryAfterMs. */
  patienceMs?: number;
  now?: () => number;
  random?: () => number;
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export type Call = {
  path: string;
  method?: "GET" | "POST" | "DELETE" | "PATCH" | "PUT";
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  body?: unknown;
  signal?: AbortSignal;
  /** Whether the call may be repeated after a failure; by default only a GET may. */
  repeatable?: boolean;
  /** How many times this call is tried at most, if that is fewer than the client's number. */
  attempts?: number;
  maxBytes?: number;
  timeoutMs?: number;
  accept?: string;
};

export type Http = ReturnType<typeof createHttp>;

const MAX_REDIRECTS = 4;

/**
 * The HTTP client of all backends: deadlines, retries with jittered back-off that honour Retry-After and RateLimit, a
 * bound on what is read into memory, no connection to an address that is not allowed, and no credentials for another
 * origin. Every failure is a BackendError, except the caller's own abort, which is thrown as its signal's reason.
 */
export function createHttp(options: HttpOptions) {
  const { vendor, headers = {}, attempts = 4, patienceMs = 20_000 } = options;
  const base = new URL(options.baseUrl);
  base.username = "";
  base.password = "";
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const sleep = options.sleep ?? ((ms, signal) => wait(ms, undefined, { signal }));
  const sockets = openSockets(options.outbound);
  let notBefore = 0;
  /** Whether something there has answered as this vendor does. Until then a failure may say what else is there. */
  let proven = false;
  /** Whether a redirect led to another server, which has proven nothing. */
  let left = false;

  function addressOf(call: Call): URL {
    const url = new URL(base);
    url.pathname = `${base.pathname.replace(/\/+$/, "")}/${call.path.replace(/^\/+/, "")}`;
    url.search = "";
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value === undefined) continue;
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
    }
    return url;
  }

  const responderOf = (url: URL): Responder => ({ vendor, origin: base.origin, url });

  /** Waits out the pause that the server asked for. @throws BackendError rate_limited when it is too long */
  async function waitForRateLimit(signal?: AbortSignal): Promise<void> {
    const pause = notBefore - now();
    if (pause <= 0) return;
    if (pause > patienceMs) {
      throw forReader(
        new BackendError({
          kind: "rate_limited",
          what: `${vendor} at ${base.origin} asks for fewer requests`,
          why: `its limit for this period is used up; it asked clients to wait for ${waitWords(pause)}`,
          todo: "Terrapin waits as long as it was asked to and goes on by itself.",
          retryAfterMs: pause,
        }),
      );
    }
    await sleep(pause, signal);
  }

  async function follow(
    call: Call,
    first: URL,
    deadline: AbortSignal,
    keepOrigin: boolean,
  ): Promise<Exchange> {
    let url = first;
    for (let hop = 0; ; hop++) {
      const sameOrigin = url.origin === first.origin;
      if (!sameOrigin) left = true;
      const answer = await exchange(sockets, {
        url,
        method: call.method ?? "GET",
        headers: {
          accept: call.accept ?? "application/json",
          "user-agent": "Terrapin",
          ...(call.body === undefined ? {} : { "content-type": "application/json" }),
          ...(sameOrigin ? headers : {}),
        },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
        signal: deadline,
        idleMs: call.timeoutMs ?? options.timeoutMs ?? 30_000,
      });
      const location = answer.headers.location;
      if (answer.status < 300 || answer.status >= 400 || location === undefined) return answer;
      answer.body.destroy();
      url = redirectTarget(responderOf(url), location, hop, (call.method ?? "GET") === "GET", keepOrigin);
    }
  }

  /** Makes one attempt and follows redirects. @throws BackendError */
  async function attempt(
    call: Call,
    url: URL,
    keepOrigin: boolean,
    deadline: AbortSignal,
  ): Promise<Exchange> {
    try {
      const answer = await follow(call, url, deadline, keepOrigin);
      const pause = rateLimitPauseMs(
        single(answer.headers["ratelimit-remaining"]),
        single(answer.headers["ratelimit-reset"]),
        now(),
      );
      if (pause > 0) notBefore = Math.max(notBefore, now() + pause);
      return answer;
    } catch (error) {
      throw toBackendError(error, url, call.signal, deadline);
    }
  }

  function toBackendError(
    error: unknown,
    url: URL,
    signal: AbortSignal | undefined,
    deadline: AbortSignal,
  ): unknown {
    if (error instanceof BackendError) return error;
    if (signal?.aborted) return signal.reason;
    if (error instanceof RefusedAddress) return refusedAddress(error.host, error.kind);
    if (deadline.aborted || isTimeout(error)) {
      return new BackendError({
        kind: "timeout",
        what: `${vendor} at ${base.origin} took too long to answer`,
        why: `${url.pathname} was not through in time`,
        todo: "Check the server's load; Terrapin tries again by itself.",
      });
    }
    return networkError(vendor, base.origin, error);
  }

  /** Sends with retries. `take` reads the answer; what it throws counts as a failure of the attempt. */
  async function send<T>(
    call: Call,
    take: (answer: Exchange, url: URL) => Promise<T>,
    mode: { stream: boolean },
  ): Promise<T> {
    const url = addressOf(call);
    const tries =
      (call.repeatable ?? (call.method ?? "GET") === "GET")
        ? Math.min(attempts, call.attempts ?? attempts)
        : 1;
    for (let n = 0; ; n++) {
      await waitForRateLimit(call.signal);
      const deadline = deadlineOf(call.signal, call.timeoutMs ?? options.timeoutMs ?? 30_000);
      try {
        const answer = await attempt(call, url, !mode.stream, deadline.signal);
        if (answer.status < 200 || answer.status >= 300) throw await failure(answer, url);
        if (mode.stream) deadline.clear();
        return await take(answer, url);
      } catch (raw) {
        const error = toBackendError(raw, url, call.signal, deadline.signal);
        if (!(error instanceof BackendError)) throw error;
        const pause = error.retryAfterMs ?? backoffMs(n, random());
        if (error.kind === "rate_limited") notBefore = Math.max(notBefore, now() + pause);
        const again = error.isTransient || (error.kind === "invalid" && error.cause instanceof SyntaxError);
        // A try more would show in the time that the answer takes what is not told.
        if (!again || n + 1 >= tries || pause > patienceMs || mustHide()) throw forReader(error);
        await sleep(pause, call.signal);
      } finally {
        if (!mode.stream) deadline.clear();
      }
    }
  }

  async function failure(answer: Exchange, url: URL): Promise<BackendError> {
    const text = await readBody(responderOf(url), answer.body, 100_000).catch(() => "");
    const after = parseRetryAfter(single(answer.headers["retry-after"]), now());
    if (options.recognises?.({ headers: answer.headers, text })) proven = true;
    return statusError(responderOf(url), answer.status, answer.headers["content-type"] ?? "", text, after);
  }

  /** Whether a failure now would say what listens in the network. */
  const mustHide = () => options.outbound.hidesFailures && !sockets.publicOnly && !(proven && !left);

  /** The error as the reader may see it: without what listens in the network, which the log keeps. */
  function forReader(error: BackendError): BackendError {
    if (!mustHide()) return error;
    log.info({ origin: base.origin, reason: `${error.what} ${error.why}` }, "A failed connection, in detail");
    return error.withoutDetails(notFoundThere(vendor, base.origin));
  }

  /** Checks by a schema that only this vendor's answers fit. */
  function proof<T>(check: () => T): T {
    const data = check();
    proven = true;
    return data;
  }

  const limitOf = (call: Call) => call.maxBytes ?? options.maxBytes ?? 10_000_000;

  return {
    origin: base.origin,

    /** Requests JSON and checks it by `schema`. */
    json<T>(schema: z.ZodType<T>, call: Call): Promise<{ data: T; headers: Exchange["headers"] }> {
      return send(
        call,
        async (answer, url) => {
          const text = await readBody(responderOf(url), answer.body, limitOf(call));
          const type = answer.headers["content-type"] ?? "";
          const data = proof(() => readJson(responderOf(url), type, text, schema));
          return { data, headers: answer.headers };
        },
        { stream: false },
      );
    },

    /** Requests a short text, such as a version number. @throws BackendError not_json for HTML */
    text(call: Call): Promise<string> {
      return send(
        { accept: "text/plain, */*", ...call },
        async (answer, url) => {
          const text = await readBody(responderOf(url), answer.body, limitOf(call));
          // Some servers send plain text as text/html, so only the text itself is looked at.
          if (looksLikeHtml("", text)) throw htmlError(responderOf(url));
          return text;
        },
        { stream: false },
      );
    },

    /** The client in the shape of `fetch`, for openapi-fetch. Only JSON is accepted, and failures are thrown. */
    async fetch(request: Request): Promise<Response> {
      const { pathname, searchParams } = new URL(request.url);
      const query: Record<string, string[]> = {};
      for (const name of new Set(searchParams.keys())) query[name] = searchParams.getAll(name);
      const call: Call = { path: pathname, method: methodOf(request.method), query, signal: request.signal };
      return send(
        call,
        async (answer, url) => {
          const text = await readBody(responderOf(url), answer.body, limitOf(call));
          const type = answer.headers["content-type"] ?? "";
          readJson(responderOf(url), type, text, z.unknown());
          const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
          return new Response(text, { status: answer.status, headers: Object.fromEntries(headers) });
        },
        { stream: false },
      );
    },

    /** Checks parsed data by `schema`; `path` names the call in the error. */
    check<T>(schema: z.ZodType<T>, path: string, data: unknown): T {
      try {
        return proof(() => checkShape(responderOf(addressOf({ path })), data, schema));
      } catch (error) {
        throw error instanceof BackendError ? forReader(error) : error;
      }
    },

    /** Streams a body of any length. A redirect to another origin is followed without the credentials. */
    stream(call: Call): Promise<Readable> {
      return send(
        { accept: "text/plain, */*", ...call },
        async (answer, url) => {
          if (!(answer.headers["content-type"] ?? "").includes("text/html")) return answer.body;
          answer.body.destroy();
          throw htmlError(responderOf(url));
        },
        { stream: true },
      );
    },

    close: () => closeSockets(sockets),
  };
}

const single = (value: string | string[] | undefined): string | null =>
  value === undefined ? null : Array.isArray(value) ? (value[0] ?? null) : value;

const METHODS = ["GET", "POST", "DELETE", "PATCH", "PUT"] as const;
const methodOf = (word: string): (typeof METHODS)[number] =>
  METHODS.find((method) => method === word) ?? "GET";

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "TimeoutError" || error.name === "AbortError") return true;
  return "code" in error && (error.code === "ETIMEDOUT" || error.code === "ABORT_ERR");
}

function deadlineOf(signal: AbortSignal | undefined, ms: number): { signal: AbortSignal; clear: () => void } {
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(new DOMException("deadline passed", "TimeoutError")), ms);
  timer.unref();
  return {
    signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal,
    clear: () => clearTimeout(timer),
  };
}

function redirectTarget(
  responder: Responder,
  location: string,
  hop: number,
  isRead: boolean,
  keepOrigin: boolean,
): URL {
  const target = URL.canParse(location, responder.url) ? new URL(location, responder.url) : null;
  const web = target !== null && (target.protocol === "http:" || target.protocol === "https:");
  const allowed =
    web && isRead && hop < MAX_REDIRECTS && (!keepOrigin || target.origin === responder.url.origin);
  if (target !== null && allowed) return target;
  throw new BackendError({
    kind: "refused",
    what: `${responder.vendor} at ${responder.origin} sends on to another address`,
    why: `${responder.url.pathname} redirects to ${target?.origin ?? "an unreadable address"}; credentials are not carried to another origin`,
    todo: `If ${target?.origin ?? "that address"} is the ${responder.vendor} server, enter it as the connection's address. A redirect often means a sign-in page.`,
  });
}
