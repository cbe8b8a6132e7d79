import "server-only";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { log } from "@/server/foundation/log";
import { requestIdOf } from "@/server/foundation/request";
import { inRequest } from "@/server/foundation/request-context";

/**
 * Gives every request its id before anything answers it, so that all that is logged for it carries the id, and writes
 * one line when the answer is through. The query is left out: it may hold tokens and what people typed.
 */
export function logRequests(answer: RequestListener): RequestListener {
  return (request, response) => {
    const requestId = requestIdOf({ get: (name) => request.headers[name]?.toString() ?? null });
    // Next.js, the REST API and the proxy read it from here.
    request.headers["x-request-id"] = requestId;
    const began = performance.now();
    inRequest({ requestId }, () => {
      response.once("close", () => logAnswer(request, response, performance.now() - began));
      answer(request, response);
    });
  };
}

function logAnswer(request: IncomingMessage, response: ServerResponse, ms: number): void {
  const path = request.url?.split("?", 1)[0] ?? "/";
  const fields = { method: request.method, path, status: response.statusCode, ms: Math.round(ms) };
  if (!response.writableFinished) log.debug(fields, "The client left before the answer was through");
  else if (isRoutine(path)) log.debug(fields, "Answered");
  else log.info(fields, "Answered");
}

/** Files of the build and the probes of monitors would drown the rest. */
const isRoutine = (path: string) => /^\/(_next\/|api\/(health|ready|metrics)$)/.test(path);
