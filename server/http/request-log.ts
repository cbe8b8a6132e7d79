import "server-only";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { log } from "@/server/foundation/log";
import { requestIdOf } from "@/server/foundation/request";
import { inRequest } from "@/server/foundation/request-context";

/**
 * Gives every request its id before it is handled, so that everything logged for it carries the id, and logs one line
 * when the answer is complete. The query is left out: it may contain tokens and texts.
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
  if (!response.writableFinished) log.debug(fields, "The client disconnected before the answer was complete");
  else if (isRoutine(path)) log.debug(fields, "Answered");
  else log.info(fields, "Answered");
}

/** Static files and probes are logged at the level debug: there are too many of them. */
const isRoutine = (path: string) =>
  /^\/(_next\/|[\w-]+\.(svg|ico|png|txt|webmanifest)$|api\/(health|ready|metrics)$)/.test(path);
